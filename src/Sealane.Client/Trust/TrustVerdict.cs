namespace Sealane.Client.Trust;

/// <summary>Whether to go on with a server, and the words for it.</summary>
public sealed record TrustVerdict
{
    private TrustVerdict(TrustSource? source, TrustProblem? problem, string message)
    {
        Source = source;
        Problem = problem;
        Message = message;
    }

    /// <summary>Go on only when this is true.</summary>
    public bool IsTrusted => Source is not null && Problem is null;

    /// <summary>Why it is trusted; null when it is not.</summary>
    public TrustSource? Source { get; }

    /// <summary>Why it is not; null when it is trusted.</summary>
    public TrustProblem? Problem { get; }

    /// <summary>Of a refusal: what is wrong, whether it is dangerous, and the command that fixes it, on a few lines. Of trust: one short line for a log.</summary>
    public string Message { get; }

    /// <summary>Of a refusal: the line that lftp users know, after <c>Fatal error: </c>: <c>Certificate verification: Not trusted (AA:BB:…)</c>. Empty otherwise.</summary>
    public string LftpLine { get; private init; } = "";

    /// <summary>What is accepted and should not stay so, one sentence each; empty as a rule.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    internal static TrustVerdict Trusted(TrustSource source, string message, params IReadOnlyList<string> warnings) => new(source, null, message) { Warnings = warnings };

    internal static TrustVerdict Refused(TrustProblem problem, string message, string lftpLine) => new(null, problem, message) { LftpLine = lftpLine };
}
