using System.Text.RegularExpressions;

namespace Sealane.Client.Mirroring;

/// <summary>One include or exclude rule.</summary>
/// <param name="Includes">True to include what matches, false to exclude it.</param>
/// <param name="IsGlob">A shell pattern; else a regular expression.</param>
/// <param name="Pattern">Paths are relative to the top of the mirror; those of directories end with <c>/</c>.</param>
public sealed record MirrorRule(bool Includes, bool IsGlob, string Pattern)
{
    /// <summary>Rules of a file, one pattern a line; empty lines are left out.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<MirrorRule> FromFile(string path, bool includes, bool isGlob) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => new MirrorRule(includes, isGlob, line))];
}

/// <summary>
/// Which paths take part, by lftp's rules: the last rule that matches decides; where none does, the first rule's kind: after a first exclusion everything else is in,
/// after a first inclusion all other files are out, while directories are still entered. A glob is compared with as many last parts of the path as it has itself.
/// </summary>
public sealed class MirrorFilter
{
    /// <summary>What is left out when nothing else is said: temporary names of uploads and of NFS.</summary>
    public const string DefaultExclude = @"(^|/)(\.in\.|\.nfs)";

    private readonly (bool Includes, Func<string, bool> Matches)[] _rules;

    /// <summary>Makes a filter.</summary>
    /// <param name="rules">In the order given by the user.</param>
    /// <param name="defaultExclude">A regular expression excluded ahead of the rules, so that they can include it again; does not count where the first rule includes. Empty for none.</param>
    /// <exception cref="ArgumentException">A pattern is no regular expression; the message says which and where.</exception>
    public MirrorFilter(IReadOnlyList<MirrorRule> rules, string defaultExclude = DefaultExclude)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(defaultExclude);
        bool adds = defaultExclude.Length > 0 && (rules.Count == 0 || !rules[0].Includes);
        _rules = [.. (adds ? rules.Prepend(new MirrorRule(Includes: false, IsGlob: false, defaultExclude)) : rules).Select(Compile)];
    }

    /// <summary>Everything but <see cref="DefaultExclude"/>.</summary>
    public static MirrorFilter Default { get; } = new([]);

    /// <summary>Whether a path takes part.</summary>
    /// <param name="path">Relative to the top; of a directory with <c>/</c> at its end.</param>
    public bool Includes(string path)
    {
        for (int i = _rules.Length - 1; i >= 0; i--)
        {
            if (_rules[i].Matches(path))
            {
                return _rules[i].Includes;
            }
        }

        return _rules.Length == 0 || !_rules[0].Includes || path.EndsWith('/');
    }

    private static (bool Includes, Func<string, bool> Matches) Compile(MirrorRule rule)
    {
        if (rule.IsGlob)
        {
            var glob = new GlobPattern(rule.Pattern);
            return (rule.Includes, glob.Matches);
        }

        // A pattern that a user wrote must not be able to stop the mirror for ever.
        var expression = new Regex(GlobPattern.TranslateClasses(rule.Pattern), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(2));
        return (rule.Includes, expression.IsMatch);
    }
}
