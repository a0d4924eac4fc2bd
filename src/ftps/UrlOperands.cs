using System.Collections.Frozen;
using System.Collections.Immutable;
using Sealane.Shell.Commands;
using Sealane.Shell.Sites;
using Sealane.Shell.Transfers;

namespace Sealane.Shell;

/// <summary>mkdir, rmdir, rm and chmod of URLs: each at its own place. The commands that <c>mirror --script</c> writes are like that.</summary>
internal static class UrlOperands
{
    private static readonly FrozenSet<string> s_commands = FrozenSet.Create("mkdir", "rmdir", "rm", "chmod");

    /// <summary>Whether a command names such places.</summary>
    public static bool Serves(string command, ImmutableArray<string> arguments) => s_commands.Contains(command) && arguments.Any(SiteUrl.IsUrl);

    /// <summary>Runs it at each URL's place, then for the other names where we are.</summary>
    /// <returns>The highest exit code.</returns>
    /// <exception cref="CommandException">A URL cannot be.</exception>
    public static async Task<int> RunAsync(CommandContext context)
    {
        // None of these commands has an option with an argument; chmod's mode is for all.
        string[] options = [.. context.Arguments.Where(word => word.StartsWith('-'))];
        List<string> names = [.. context.Arguments.Where(word => !word.StartsWith('-'))];
        List<string> shared = [context.Name, .. options];
        if (context.Name == "chmod")
        {
            shared.Add(names[0]);
            names.RemoveAt(0);
        }

        int code = 0;
        foreach (string url in names.Where(SiteUrl.IsUrl))
        {
            FilePlace place = FilePlace.Remote(context, url);
            Interpreter inner = context.Interpreter.Fork(context.Job, context.Streams);
            inner.Place.Site = place.Site ?? new Site { Protocol = "file", Host = "", Directory = "/" };
            code = Math.Max(code, await inner.RunNamedAsync([.. shared, place.Path], context.Job, context.Streams).ConfigureAwait(false));
        }

        string[] others = [.. names.Where(name => !SiteUrl.IsUrl(name))];
        return others.Length == 0 ? code : Math.Max(code, await context.Interpreter.RunNamedAsync([.. shared, .. others], context.Job, context.Streams).ConfigureAwait(false));
    }
}
