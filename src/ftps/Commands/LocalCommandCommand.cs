using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>local: a command in the local directory, as if it were a site.</summary>
internal sealed class LocalCommandCommand : ShellCommand
{
    public override string Synopsis => "local <cmd> [<args>]";

    public override string Help => """
        Runs a command with the local directory in the place of the site: local ls, local glob echo *.
        There, and at `open file:/directory', ls, nlist, cls, find, du, mkdir, rmdir, rm, mv, ln and chmod are this machine's programs, with their options.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            throw context.Usage("local cmd [args...]");
        }

        Interpreter inner = context.Interpreter.Fork(context.Job, context.Streams);
        inner.Place.Site = new Site { Protocol = "file", Host = "", Directory = inner.Place.LocalDirectory };
        return await inner.RunNamedAsync(context.Arguments, context.Job, context.Streams).ConfigureAwait(false);
    }
}
