using System.Globalization;
using System.Net;

namespace Sealane.Shell.OneShots;

/// <summary>Host names as the known-servers file spells them.</summary>
internal static class KnownHost
{
    public static string Normalize(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetAscii(host.TrimEnd('.')).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // No name that DNS could have; it is in no file.
            return host.ToLowerInvariant();
        }
    }
}
