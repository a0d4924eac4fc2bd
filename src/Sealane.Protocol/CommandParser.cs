namespace Sealane.Protocol;

/// <summary>What is wrong with a line that is no command.</summary>
public enum CommandError
{
    /// <summary>Nothing: it is a command.</summary>
    None,

    /// <summary>The line is empty; some address-translating routers send such lines, which are best ignored.</summary>
    Empty,

    /// <summary>It does not begin with one to eight letters, followed by a space or the end: 500.</summary>
    NotAVerb,

    /// <summary>It holds a NUL, which no argument may (a path would end there for the system): 500.</summary>
    Nul,

    /// <summary>The peer speaks HTTP, SMTP, SSH or TLS: answer 500 without repeating any of it and close, lest a browser be used against the server.</summary>
    ForeignProtocol,
}

/// <summary>Turns one line into one command (RFC 959 §4.1, §5.3).</summary>
public static class CommandParser
{
    /// <summary>Parses a line.</summary>
    /// <param name="line">Without its terminator, as <see cref="LineBuffer"/> gives it.</param>
    /// <param name="command">The command; its argument keeps all further leading and all trailing blanks, because file names have them.</param>
    public static CommandError Parse(ReadOnlySpan<byte> line, out Command command)
    {
        command = default;
        if (line.IsEmpty)
        {
            return CommandError.Empty;
        }

        if (ForeignOpening.Begins(line))
        {
            return CommandError.ForeignProtocol;
        }

        if (line.Contains((byte)0))
        {
            return CommandError.Nul;
        }

        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        if (!Verb.TryRead(word, out Verb verb))
        {
            // A line of address-translating routers spells PASV this way so that it does not recognise its own rewriting; vsftpd serves it too.
            if (!word.SequenceEqual("P@SW"u8))
            {
                return CommandError.NotAVerb;
            }

            verb = Verb.Of("PASV");
        }

        ReadOnlySpan<byte> argument = space < 0 ? default : line[(space + 1)..];
        command = new Command(verb, argument.IsEmpty ? default : argument.ToArray());
        return CommandError.None;
    }
}
