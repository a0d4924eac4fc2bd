using System.Text;
using System.Text.RegularExpressions;
using Sealane.Client.Mirroring;
using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>One mirror that a command asks for.</summary>
/// <param name="Remote">The directory at the site.</param>
/// <param name="Local">The directory here.</param>
/// <param name="Rules">What of it was named by -f or -F; null for all.</param>
internal sealed record MirrorTarget(FilePlace Remote, string Local, MirrorRule[]? Rules)
{
    /// <summary>The source, when that is at a site too: then nothing is local, and the other one is the target.</summary>
    public FilePlace? Source { get; private init; }

    /// <summary>The mirrors of a command line.</summary>
    /// <exception cref="CommandException">The places cannot be.</exception>
    public static IEnumerable<MirrorTarget> All(ParsedArguments arguments, MirrorWords words, CommandContext context)
    {
        IReadOnlyList<string> operands = arguments.Operands;
        KeyValuePair<string, string?>[] named = [.. arguments.Options.Where(one => one.Key is "file" or "directory")];
        string? directory = arguments.Value("target-directory");
        if (named.Length > 0)
        {
            // All that is named in one directory is one mirror of it.
            return named.GroupBy(one => Split(one.Value!).Directory)
                .Select(group => Between(group.Key, directory ?? ".", words.IsReverse, [Rule(group)], context)).ToArray();
        }

        if (operands.Count == 0 && context.Settings.Flag("mirror:require-source"))
        {
            throw new CommandException("source directory is required (mirror:require-source is set)");
        }

        string source = operands.Count > 0 ? operands[0] : "";
        // As with others, a slash behind the source means what is in it.
        string name = source.Length > 1 && source.EndsWith('/') && operands.Count > 1 ? "" : SourceName(source, words.IsReverse, context);
        string target = operands.Count > 1 ? operands[1] : directory ?? (name.Length > 0 ? name : ".");
        if (target.EndsWith('/') && target != "/" && name.Length > 0)
        {
            target += name;
        }

        return [Between(source, target, words.IsReverse, null, context)];
    }

    private static MirrorTarget Between(string source, string target, bool isUp, MirrorRule[]? rules, CommandContext context)
    {
        FilePlace from = isUp ? FilePlace.Local(context, source.Length == 0 ? "." : source) : FilePlace.Remote(context, source);
        FilePlace to = isUp ? FilePlace.Remote(context, target == "." ? "" : target) : FilePlace.Local(context, target);
        (FilePlace remote, FilePlace local) = isUp ? (to, from) : (from, to);
        if (!from.IsLocal && !to.IsLocal)
        {
            return new MirrorTarget(to, "", rules) { Source = from };
        }

        if (remote.IsLocal)
        {
            throw new CommandException(local.IsLocal ? "both directories are local: one of them has to be at a site"
                : $"the {(isUp ? "target" : "source")} is local: {(isUp ? "leave -R out" : "use -R")}");
        }

        string path = local.Path.Length > 1 ? local.Path.TrimEnd('/') : local.Path;
        if (!isUp && File.Exists(path))
        {
            throw new CommandException($"{path}: Not a directory; it is not replaced by one");
        }

        return isUp && !Directory.Exists(path)
            ? throw new CommandException($"Access failed: {path}: {(File.Exists(path) ? "Not a directory" : "No such file or directory")}")
            : new MirrorTarget(remote, path, rules);
    }

    private static string SourceName(string source, bool isUp, CommandContext context)
    {
        string trimmed = (isUp || source.Length == 0 ? source : FilePlace.Remote(context, source).Path).TrimEnd('/');
        string name = trimmed[(trimmed.LastIndexOf('/') + 1)..];
        return name is "." or ".." or "~" ? "" : name;
    }

    private static (string Directory, string Name) Split(string path)
    {
        string trimmed = path.TrimEnd('/');
        int slash = trimmed.LastIndexOf('/');
        return slash < 0 ? ("", trimmed) : slash == 0 ? ("/", trimmed[1..]) : (trimmed[..slash], trimmed[(slash + 1)..]);
    }

    // All but what is named is left out: files at the top, and directories with everything in them.
    private static MirrorRule Rule(IEnumerable<KeyValuePair<string, string?>> named) => new(Includes: false, IsGlob: false,
        $"^(?!{string.Join('|', named.Select(one => Expression(Split(one.Value!).Name) + (one.Key == "directory" ? "/" : "$")))})");

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder();
        foreach (char c in pattern)
        {
            expression.Append(c switch
            {
                '*' => "[^/]*",
                '?' => "[^/]",
                '[' or ']' when GlobPattern.IsPattern(pattern) => c.ToString(),
                _ => Regex.Escape(c.ToString()),
            });
        }

        return expression.ToString();
    }
}
