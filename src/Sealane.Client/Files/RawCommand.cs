using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>A command that the user typed. What it changes on the server, the link forgets.</summary>
internal static class RawCommand
{
    private static readonly string[] s_dataVerbs = ["RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD", "PASV", "EPSV", "PORT", "EPRT", "AUTH", "CCC", "ABOR", "REST", "REIN", "MODE", "STRU"];

    internal static async Task<ServerReply> RunAsync(ControlLink link, string command, CancellationToken cancellation)
    {
        int end = command.IndexOf(' ', StringComparison.Ordinal);
        string sent = end < 0 ? command : command[..end], verb = sent.ToUpperInvariant(), argument = end < 0 ? "" : command[(end + 1)..];
        if (verb.Length == 0 || !verb.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException("A command begins with a word of letters and is one line.", nameof(command));
        }

        if (s_dataVerbs.Contains(verb))
        {
            throw new ArgumentException($"{verb} cannot be sent as a raw command: it needs a data connection, or changes the connection itself.", nameof(command));
        }

        // SITE PSWD OLD NEW is how some servers change passwords.
        bool secret = verb is "PASS" or "ACCT" || (verb == "SITE" && argument.TrimStart().StartsWith("PSWD", StringComparison.OrdinalIgnoreCase));
        CommandLine line = CommandLine.Of(sent, link.Names.Encode(argument), secret);

        // Before it is sent: whoever gives up waiting must not leave a wrong belief behind.
        switch (verb)
        {
            case "CWD" or "CDUP" or "XCWD" or "XCUP":
                link.Directory = null;
                break;
            case "USER" or "PASS" or "ACCT":
                link.Directory = null;
                link.Type = '\0';
                link.HashFunction = null;
                break;
            case "TYPE":
                link.Type = '\0';
                break;
            case "PROT":
                link.Protection = '\0';
                break;
            case "OPTS":
                link.HashFunction = null;
                break;
            default:
                break;
        }

        ServerReply reply = await link.ExchangeAsync(line, cancellation).ConfigureAwait(false);
        if (verb == "QUIT")
        {
            link.Dispose();
        }

        return reply;
    }
}
