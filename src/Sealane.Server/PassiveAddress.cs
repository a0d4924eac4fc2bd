using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Options;

namespace Sealane.Server;

/// <summary>The address that 227 replies name: <c>pasv_address</c>, a name resolved again every so often, or the address that the client reached us at.</summary>
internal sealed class PassiveAddress(PassiveOptions options, TimeProvider time, ILogger logger)
{
    private IPAddress? _resolved;
    private long _resolvedAt;

    internal async ValueTask<IPAddress> ForAsync(IPAddress local)
    {
        if (options.AdvertisedAddress is { } address)
        {
            return address;
        }

        if (options.AdvertisedName is not { } name)
        {
            return local;
        }

        if (_resolvedAt == 0 || time.GetElapsedTime(_resolvedAt) > options.NameLifetime)
        {
            // Concurrent sessions may resolve twice; each result is good.
            _resolvedAt = Math.Max(1, time.GetTimestamp());
            try
            {
                IPAddress[] found = await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork).ConfigureAwait(false);
                _resolved = found.FirstOrDefault() ?? _resolved;
            }
            catch (SocketException e)
            {
                logger.PassiveNameFailed(name, e.SocketErrorCode.ToString());
            }
        }

        return _resolved ?? local;
    }
}
