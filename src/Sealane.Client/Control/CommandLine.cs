using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>A command as it goes over the wire.</summary>
internal readonly struct CommandLine
{
    private const byte TelnetEscape = 0xFF;

    private CommandLine(byte[] wire, string trace)
    {
        Wire = wire;
        Trace = trace;
    }

    /// <summary>With CRLF.</summary>
    internal byte[] Wire { get; }

    /// <summary>Fit for a log: secrets masked, control characters escaped.</summary>
    internal string Trace { get; }

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
