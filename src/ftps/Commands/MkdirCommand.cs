using Sealane.Client;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>mkdir: directories at the site.</summary>
internal sealed class MkdirCommand : ShellCommand
{
    public override string Synopsis => "mkdir [-p] [-f] <dirs>";

    public override string Help => """
        Makes directories.
         -p  makes what is missing above them too, and takes one that is there already
         -f  says nothing when it fails
        """;

    public override OptionSpec[] Options => [new("p", 'p'), new("f", 'f')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        if (arguments.Operands.Count == 0)
        {
            throw context.Usage("mkdir [-p] [-f] paths...");
        }

        int refused = await RemoteWords.ForEachAsync(context, arguments.Operands, arguments.Has("f"), (client, site, name, cancellation) => MakeAsync(context, client, site, name, arguments.Has("p"), cancellation)).ConfigureAwait(false);
        int count = arguments.Operands.Count;
        if (!arguments.Has("f"))
        {
            Say(context, refused, count, arguments.Operands[0]);
        }

        return refused > 0 && !arguments.Has("f") ? 1 : 0;
    }

    private static async Task MakeAsync(CommandContext context, FtpsClient client, Site site, string name, bool parents, CancellationToken cancellation)
    {
        await client.CreateDirectoryAsync(name, parents, cancellation).ConfigureAwait(false);
        string path = RemotePath.Absolute(site, name);
        do
        {
            context.Shell.Listings.Changed(site, path);
            path = RemotePath.ParentOf(path);
        }
        while (parents && path != "/");
    }

    private static void Say(CommandContext context, int refused, int count, string first)
    {
        if (refused == 0)
        {
            context.Tell(count == 1 ? $"mkdir ok, `{first}' created" : $"mkdir ok, {count} directories created");
        }
        else if (count > 1)
        {
            context.Tell($"mkdir failed for {refused} of {count} directories");
        }
    }
}
