namespace Sealane.Server.Control;

/// <summary>Why a daemon gave no answer.</summary>
public enum ControlFailure
{
    /// <summary>None runs with that state directory.</summary>
    NotRunning,

    /// <summary>One may run, and this user may not ask it.</summary>
    Denied,

    /// <summary>One is there and does not answer, or not in words that are understood.</summary>
    NoAnswer,

    /// <summary>It answered no.</summary>
    Refused,
}

/// <summary>A daemon could not be asked, or said no.</summary>
/// <param name="failure">Which kind of no.</param>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The system's error; null for none.</param>
public sealed class ControlException(ControlFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Which kind of no.</summary>
    public ControlFailure Failure { get; } = failure;
}
