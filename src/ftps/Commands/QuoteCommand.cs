using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>quote and site: a command to the server as it is.</summary>
/// <param name="prefix">What goes before the words: <c>SITE</c>, or nothing.</param>
internal sealed class QuoteCommand(string prefix) : ShellCommand
{
    public override string Synopsis => prefix.Length > 0 ? "site <site-cmd>" : "quote <cmd>";

    public override string Help => prefix.Length > 0
        ? "Sends a SITE command to the server and shows its reply."
        : "Sends a command to the server as it is and shows its reply. Commands that open a data connection need their own commands here.";

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            throw context.Usage(prefix.Length > 0 ? "site <cmd>" : "quote <cmd>");
        }

        string command = string.Join(' ', prefix.Length > 0 ? context.Arguments.Insert(0, prefix) : context.Arguments);
        ServerReply reply = await AskAsync(context, command).ConfigureAwait(false);
        for (int i = 0; i < reply.Lines.Count; i++)
        {
            string text = PrintableText.Escape(reply.Lines[i].Span);
            bool isLast = i == reply.Lines.Count - 1;
            context.WriteLine(isLast ? $"{reply.Code} {text}" : i == 0 ? $"{reply.Code}-{text}" : text.StartsWith(' ') ? text[1..] : text);
        }

        return 0;
    }

    private static async Task<ServerReply> AskAsync(CommandContext context, string command)
    {
        try
        {
            return await context.Shell.Connections.RunHereAsync(context, async (client, site, cancellation) =>
            {
                ServerReply answer = await client.SendAsync(command, cancellation).ConfigureAwait(false);
                context.Shell.Listings.Changed(site, "/");
                return answer;
            }, $"`{context.Name} {command.Split(' ')[0]}'").ConfigureAwait(false);
        }
        catch (FtpsException fault)
        {
            throw new CommandException($"{command}: {RemoteFault.Text(fault)}", fault);
        }
        catch (CommandException fault) when (fault.InnerException is FtpsException)
        {
            throw new CommandException($"{command}: {fault.Message}", fault);
        }
    }
}
