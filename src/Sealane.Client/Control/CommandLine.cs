using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>A command as it goes over the wire.</summary>
internal readonly struct CommandLine
{
    private const byte TelnetEscape = 0xFF;
    private const byte InterruptProcess = 0xF4;
    private const byte DataMark = 0xF2;

    private CommandLine(byte[] wire, string trace)
    {
        Wire = wire;
        Trace = trace;
    }

    /// <summary>With CRLF.</summary>
    internal byte[] Wire { get; }

    /// <summary>Fit for a log: secrets masked, control characters escaped.</summary>
    internal string Trace { get; }

    /// <summary>ABOR; announced by Telnet's Interrupt Process and Synch (RFC 959 §4.1.3), as bytes in their order: TLS has no urgent data.</summary>
    internal static CommandLine Abort(bool announced) => announced
        ? new CommandLine([TelnetEscape, InterruptProcess, TelnetEscape, DataMark, .. Of("ABOR").Wire], "ABOR")
        : Of("ABOR");

    /// <summary>The same line for a server that does not know Telnet's escape byte: each is there once.</summary>
    internal static byte[] WithoutTelnet(byte[] wire)
    {
        if (!wire.AsSpan().Contains(TelnetEscape))
        {
            return wire;
        }

        List<byte> plain = new(wire.Length);
        for (int i = 0; i < wire.Length; i++)
        {
            plain.Add(wire[i]);
            i += wire[i] == TelnetEscape ? 1 : 0;
        }

        return [.. plain];
    }

    internal static CommandLine Of(string verb) => Of(verb, default, hidden: false);

    internal static CommandLine Of(string verb, int argument) => Of(verb, System.Text.Encoding.ASCII.GetBytes(argument.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>A whole command as the argument of another: <c>PRET RETR name</c>.</summary>
    internal static CommandLine Before(string verb, CommandLine argument) =>
        new([.. System.Text.Encoding.ASCII.GetBytes(verb + " "), .. argument.Wire], $"{verb} {argument.Trace}");

    internal static CommandLine Secret(string verb, ReadOnlySpan<byte> argument) => Of(verb, argument, hidden: true);

    /// <exception cref="ArgumentException">The argument would end the line early.</exception>
    internal static CommandLine Of(string verb, ReadOnlySpan<byte> argument, bool hidden = false)
    {
        if (argument.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) >= 0)
        {
            throw new ArgumentException($"{verb}: a name with a line end or a NUL in it cannot be sent to an FTP server.", nameof(argument));
        }

        // RFC 959 §4.1: the line is Telnet's, and Telnet's escape byte is sent twice.
        int escapes = argument.Count(TelnetEscape);
        byte[] wire = new byte[verb.Length + (argument.IsEmpty ? 0 : 1 + argument.Length + escapes) + 2];
        int at = System.Text.Encoding.ASCII.GetBytes(verb, wire);
        if (!argument.IsEmpty)
        {
            wire[at++] = (byte)' ';
            foreach (byte b in argument)
            {
                wire[at++] = b;
                if (b == TelnetEscape)
                {
                    wire[at++] = b;
                }
            }
        }

        wire[at++] = (byte)'\r';
        wire[at] = (byte)'\n';
        return new CommandLine(wire, argument.IsEmpty ? verb : hidden ? $"{verb} ***" : $"{verb} {PrintableText.Escape(argument)}");
    }
}
