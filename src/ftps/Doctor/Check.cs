namespace Sealane.Shell.Doctor;

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>It works, and should be better.</summary>
    Warning,

    Failed,

    /// <summary>Not done, and why.</summary>
    Skipped,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">A word that stays the same, for programs: <c>certificate</c>.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Fix">What to do about it, with the option's name where the server's program is known; null when there is nothing to do.</param>
internal sealed record Check(string Name, Verdict Verdict, string Sentence, string? Fix = null);
