using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Options;

namespace Sealane.Server;

/// <summary>The address that 227 replies name: <c>pasv_address</c>, a name resolved again every so often, or the address that the client reached us at.</summary>
internal sealed class PassiveAddress(PassiveOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private IPAddress? _resolved;
    private Task? _lookup;
    private long _lookedUpAt;

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

        Task lookup;
        lock (_gate)
        {
            if (_lookup is null || (_lookup.IsCompleted && time.GetElapsedTime(_lookedUpAt) > options.NameLifetime))
            {
                _lookedUpAt = time.GetTimestamp();
                _lookup = ResolveAsync(name);
            }

            lookup = _lookup;
        }

        if (_resolved is null)
        {
            // Nobody is told a wrong address because the first answer is still on its way; later ones are not waited for.
            await lookup.ConfigureAwait(false);
        }

        return _resolved ?? local;
    }

    private async Task ResolveAsync(string name)
    {
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
}
