using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>A command that the user typed. What it changes on the server, the link forgets.</summary>
internal static class RawCommand
{
    private static readonly string[] s_dataVerbs = ["RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD", "PASV", "EPSV", "PORT", "EPRT", "AUTH", "CCC", "ABOR", "REST"];

    internal static async Task<ServerReply> RunAsync(ControlLink link, string command, CancellationToken cancellation)
    {
        string verb = command.Split(' ', 2)[0].ToUpperInvariant();
        if (s_dataVerbs.Contains(verb))
        {
            throw new ArgumentException($"{verb} cannot be sent as a raw command: it needs a data connection, or changes the connection itself.", nameof(command));
        }

        string argument = command.Length > verb.Length ? command[(verb.Length + 1)..] : "";
        bool secret = verb is "PASS" or "ACCT";
        ServerReply reply = await link.ExchangeAsync(
            secret ? CommandLine.Secret(verb, link.Names.Encode(argument)) : CommandLine.Of(command[..verb.Length], link.Names.Encode(argument)), cancellation).ConfigureAwait(false);
        switch (verb)
        {
            case "CWD" or "CDUP" or "XCWD" or "XCUP" or "USER" or "REIN":
                link.Directory = null;
                break;
            case "TYPE":
                link.Type = '\0';
                break;
            case "PROT" when reply.Category == 2 && argument.Length > 0:
                link.Protection = char.ToUpperInvariant(Encoding.ASCII.GetBytes(argument) is [byte level, ..] ? (char)level : 'C');
                break;
            case "OPTS":
                link.HashFunction = null;
                break;
            case "QUIT":
                link.Dispose();
                break;
            default:
                break;
        }

        return reply;
    }
}
