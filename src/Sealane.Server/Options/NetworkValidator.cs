using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sealane.Server.Options;

/// <summary>Checks addresses and ports against each other.</summary>
internal sealed class NetworkValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        CheckListening();
        CheckPassiveRange();
        CheckPassiveAddress();
        CheckDataConnections();
    }

    private void CheckListening()
    {
        bool v4 = settings.Flag("listen");
        bool v6 = settings.Flag("listen_ipv6");
        if (!v4 && !v6)
        {
            Error("listen", "with listen=NO and listen_ipv6=NO there is nothing to listen on, and being started by inetd is not supported.", "Write listen=YES.");
        }

        CheckFamily("listen_address", AddressFamily.InterNetwork, "listen_address6");
        CheckFamily("listen_address6", AddressFamily.InterNetworkV6, "listen_address");
        CheckNeeded("listen_address", v4, "listen=YES");
        CheckNeeded("listen_address6", v6, "listen_ipv6=YES");

        int implicitPort = settings.Count("listen_implicit_port");
        if (implicitPort != 0 && implicitPort == settings.Count("listen_port"))
        {
            Error("listen_implicit_port", $"is the same port as listen_port, {Text(implicitPort)}.", "Write listen_implicit_port=990 or another free port.");
        }

        if (!settings.Flag("ssl_enable"))
        {
            if (implicitPort != 0)
            {
                Error("listen_implicit_port", "needs TLS, and ssl_enable is NO.", "Write ssl_enable=YES.");
            }

            if (settings.Flag("implicit_ssl"))
            {
                Error("implicit_ssl", "needs TLS, and ssl_enable is NO.", "Write ssl_enable=YES.");
            }
        }
    }

    private void CheckFamily(string option, AddressFamily family, string other)
    {
        if (settings.Address(option) is { } address && address.AddressFamily != family)
        {
            Error(option, $"{address} belongs into {other}.", $"Write {other}={address}.");
        }
    }

    private void CheckNeeded(string option, bool present, string needed)
    {
        if (!present && settings.IsSet(option) && settings.Text(option).Length > 0)
        {
            Warning(option, $"has no effect without {needed}.", "");
        }
    }

    private void CheckPassiveRange()
    {
        const int lowest = 1024;
        (int min, int max) = OptionsBinder.PassiveRange(settings);
        if (min > max)
        {
            string last = settings.IsSet("pasv_min_port") ? "pasv_min_port" : "pasv_max_port";
            Error(last, $"the passive ports would run from {Text(min)} to {Text(max)}.", "pasv_min_port must not be above pasv_max_port.");
            return;
        }

        if (settings.IsSet("pasv_min_port") && settings.Count("pasv_min_port") is > 0 and < lowest)
        {
            Warning("pasv_min_port", "ports below 1024 are never used for data.", "Write pasv_min_port=1024 or more.");
        }

        foreach (string port in new[] { "listen_port", "listen_implicit_port" })
        {
            if (settings.Count(port) is var number && number >= min && number <= max)
            {
                Warning(port, $"{Text(number)} lies among the passive ports {Text(min)}-{Text(max)}.", "Choose a port outside of pasv_min_port and pasv_max_port.");
            }
        }
    }

    private void CheckPassiveAddress()
    {
        string announced = settings.Text("pasv_address");
        if (announced.Length == 0)
        {
            return;
        }

        if (ValueGrammar.Address(announced) is not { } address)
        {
            string quoted = DiagnosticSink.Quote(announced);
            if (announced.StartsWith('"'))
            {
                Error("pasv_address", $"the quotes in {quoted} would be part of the address.", "Leave out the quotes.");
            }
            else if (Uri.CheckHostName(announced) != UriHostNameType.Dns || announced.All(c => char.IsAsciiDigit(c) || c == '.'))
            {
                Error("pasv_address", $"{quoted} is neither an IPv4 address nor a host name.", "Write the address that clients reach this server at.");
            }
            else if (!settings.Flag("pasv_addr_resolve"))
            {
                Error("pasv_address", $"{quoted} is a host name.", "Write pasv_addr_resolve=YES as well, or an IPv4 address.");
            }

            return;
        }

        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            Error("pasv_address", $"the reply to PASV can hold IPv4 addresses only, and {address} is none.", "IPv6 clients use EPSV, which needs no address.");
        }
        else if (IPAddress.Any.Equals(address))
        {
            Error("pasv_address", "clients cannot connect to 0.0.0.0.", "Write the address that clients reach this server at, or remove the line.");
        }
        else if (IPAddress.IsLoopback(address) && !OptionsBinder.Endpoints(settings).All(e => IPAddress.IsLoopback(e.EndPoint.Address)))
        {
            Warning("pasv_address", $"{address} leads clients on other machines to themselves.", "Write the address that clients reach this server at, or remove the line.");
        }
    }

    private void CheckDataConnections()
    {
        if (!settings.Flag("pasv_enable") && !settings.Flag("port_enable"))
        {
            Warning("pasv_enable", "with pasv_enable=NO and port_enable=NO no file and no listing can be transferred.", "Write pasv_enable=YES.");
        }

        if (settings.Flag("connect_from_port_20"))
        {
            int port = settings.Count("ftp_data_port");
            if (!settings.Flag("port_enable"))
            {
                Warning("connect_from_port_20", "has no effect with port_enable=NO.", "");
            }
            else if (host.PortFault(port) is { } fault)
            {
                Warning("connect_from_port_20", $"clients in active mode would get no data connection: {fault}.", "Start ftpsd as root, give it the capability CAP_NET_BIND_SERVICE, or write connect_from_port_20=NO.");
            }
        }

        WarnIf("pasv_promiscuous", "whoever connects to a passive port first gets the data connection.", "Write pasv_promiscuous=NO unless two servers exchange files directly.");
        WarnIf("port_promiscuous", "clients can make this server connect to any address and port.", "Write port_promiscuous=NO unless two servers exchange files directly.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void WarnIf(string flag, string message, string fix)
    {
        if (settings.Flag(flag))
        {
            Warning(flag, message, fix);
        }
    }

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}
