using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sealane.Client.Profiles;
using Sealane.Protocol;
using Sealane.Shell.OneShots;
using Sealane.Transport;

namespace Sealane.Shell.Doctor;

/// <summary>From the name to the first words: addresses, ports, greeting.</summary>
internal sealed class WayChecks(Examination examination)
{
    /// <summary>False when there is nobody to go on with.</summary>
    public async Task<bool> RunAsync() => (examination.Settings.Proxy is not null || (await ResolveAsync() is { } addresses && await ConnectAsync(addresses))) && await GreetAsync();

    private async Task<IPAddress[]?> ResolveAsync()
    {
        string host = examination.Server.Host;
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(host, examination.Cancellation).WaitAsync(examination.Limit, examination.Cancellation);
            if (found.Length > 0)
            {
                examination.Note("dns", Verdict.Ok, $"{host} has {found.Length} address{(found.Length == 1 ? "" : "es")}: {string.Join<IPAddress>(", ", found)}");
                return found;
            }

            examination.Fail(ExitCode.Network, "dns", $"{host} exists and has no address", "look at the name's A and AAAA records");
        }
        catch (TimeoutException)
        {
            examination.Fail(ExitCode.Network, "dns", $"the name server did not answer within {examination.Limit.TotalSeconds:0} seconds", "look at this machine's /etc/resolv.conf and network");
        }
        catch (SocketException e)
        {
            bool unknown = e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData;
            examination.Fail(ExitCode.Network, "dns", unknown ? $"there is no host {host}" : $"the name server cannot tell the address of {host}: {e.Message}",
                unknown ? "check the spelling of the name" : "look at this machine's /etc/resolv.conf and network");
        }

        return null;
    }

    private async Task<bool> ConnectAsync(IPAddress[] addresses)
    {
        int port = examination.Server.EffectivePort;
        (IPAddress Address, TimeSpan Time, DialException? Failure)[] results = await Task.WhenAll(addresses.Select(async address =>
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                using ProbeSession session = await ProbeSession.DialAsync(address.ToString(), port, null, examination.PortLimit, examination.Cancellation);
                return (address, Stopwatch.GetElapsedTime(start), (DialException?)null);
            }
            catch (DialException e)
            {
                return (address, Stopwatch.GetElapsedTime(start), e);
            }
        }));
        bool some = results.Any(result => result.Failure is null);
        foreach ((IPAddress address, TimeSpan time, DialException? failure) in results)
        {
            if (failure is null)
            {
                examination.Address ??= address;
                examination.Note("tcp", Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"port {port} of {address} answers in {time.TotalMilliseconds:0.#} ms"));
                continue;
            }

            string sentence = failure.Failure switch
            {
                DialFailure.Refused => $"{address} is there, and nobody listens on port {port}",
                DialFailure.TimedOut => $"port {port} of {address} does not answer within {examination.PortLimit.TotalSeconds:0} seconds: the host is off, or a firewall drops what it does not like",
                _ => $"{address} cannot be reached: {failure.Message}",
            };
            string fix = failure.Failure == DialFailure.Refused ? "is the server running, and on this port? On its machine: ss -ltnp" : $"open port {port} in the firewalls between here and there";
            if (some)
            {
                examination.Note("tcp", Verdict.Warning, sentence, $"{fix}; or take the address out of DNS: some clients try it first, and wait");
            }
            else
            {
                examination.Fail(ExitCode.Network, "tcp", sentence, fix);
            }
        }

        return some;
    }

    private async Task<bool> GreetAsync()
    {
        bool expectsImplicit = examination.Server.Security == Client.FtpsSecurity.Implicit;
        Knock knock = examination.Knock();
        try
        {
            using ProbeSession session = await knock.OpenAsync(examination.Cancellation);
        }
        catch (Exception e) when (e is ProbeException or DialException)
        {
            examination.Fail(ExitCode.Network, "greeting", e.Message);
            return false;
        }

        examination.KnownImplicit = knock.IsImplicit;
        examination.Kind = knock.Opening?.Reply is { } reply ? ServerFingerprint.OfGreeting(reply) : ServerKind.Unknown;
        string address = examination.Server.Address;
        if (examination.IsImplicit && !expectsImplicit)
        {
            examination.Note("greeting", Verdict.Warning, "TLS begins here with the first byte (implicit TLS), though the address says otherwise; going on that way", $"write ftps://{address}");
        }
        else if (!examination.IsImplicit && expectsImplicit)
        {
            string port = examination.Server.Port == 0 ? address + ":990" : address;
            examination.Note("greeting", Verdict.Warning, $"the server greets in the clear (\"{knock.Opening!.Text}\"), so TLS begins by AUTH here and not with the first byte; going on that way", $"write ftp://{port}");
        }
        else
        {
            examination.Note("greeting", Verdict.Ok, examination.IsImplicit ? "TLS begins with the first byte (implicit TLS)" : knock.Opening!.Text);
        }

        return true;
    }
}
