using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Addresses: what is accepted is in range, of the family named, and is read back from its own canonical form.</summary>
internal sealed class HostPortTarget : FuzzTarget
{
    private static readonly SearchValues<byte> s_portLetters = SearchValues.Create("0123456789,"u8);

    public override string Name => "host-port";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "|1|"u8], [.. "|2|"u8], [.. "127.0.0.1"u8], [.. "::1"u8], [.. "::ffff:1.2.3.4"u8], [.. "|21|"u8], [.. "(|||"u8], [.. "|)"u8], [.. ",255"u8], [.. "65535"u8], [.. "%1"u8]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        int behaviour = 0;
        if (HostPort.TryParsePort(input, out IPEndPoint? port))
        {
            behaviour |= 1;
            CheckSix(port!);
            Require(HostPort.TryParsePasvReply(input, out IPEndPoint? same) && same!.Equals(port), "what PORT accepts PASV's reader reads alike");
            Require(!input.ContainsAnyExcept(s_portLetters), "PORT holds digits and commas only");
        }
        else
        {
            Require(port is null, "no address comes with a refusal");
        }

        if (HostPort.TryParsePasvReply(input, out IPEndPoint? passive))
        {
            behaviour |= 2;
            CheckSix(passive!);
        }

        if (HostPort.TryParseEpsvReply(input, out int extended))
        {
            behaviour |= 4;
            Require(extended is >= 1 and <= 65535, "EPSV's port is in range");
        }

        EprtError error = HostPort.ParseEprt(input, out IPEndPoint? eprt);
        Require((eprt is not null) == (error == EprtError.None), "EPRT gives an address or an error");
        if (eprt is not null)
        {
            CheckEprt(input, eprt);
        }

        return behaviour | ((int)error << 3) | (eprt?.AddressFamily == AddressFamily.InterNetworkV6 ? 64 : 0);
    }

    private static void CheckSix(IPEndPoint endpoint)
    {
        Require(endpoint.AddressFamily == AddressFamily.InterNetwork, "six numbers are IPv4");
        byte[] text = Encoding.ASCII.GetBytes(HostPort.FormatPasv(endpoint.Address, endpoint.Port));
        Require(HostPort.TryParsePort(text, out IPEndPoint? again) && again!.Equals(endpoint), "an address survives its six numbers");
    }

    private static void CheckEprt(ReadOnlySpan<byte> input, IPEndPoint endpoint)
    {
        Require(endpoint.Port is >= 1 and <= 65535, "EPRT's port is in range");
        bool six = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        Require(!six || endpoint.Address.ScopeId == 0, "EPRT's address has no scope");
        byte[] canonical = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"|{(six ? 2 : 1)}|{endpoint.Address}|{endpoint.Port}|"));
        Require(HostPort.ParseEprt(canonical, out IPEndPoint? again) == EprtError.None && again!.Equals(endpoint), "an address survives EPRT");
        Require(input[0] == input[^1], "EPRT ends in its delimiter");
    }
}
