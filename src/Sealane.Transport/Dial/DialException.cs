namespace Sealane.Transport;

/// <summary>Why no connection was made.</summary>
public enum DialFailure
{
    /// <summary>The name does not exist, or has no address that may be used.</summary>
    NameNotFound,

    /// <summary>The name could not be looked up: the name service does not answer. It may later.</summary>
    NameServiceFailed,

    /// <summary>A host answered that nobody listens on that port.</summary>
    Refused,

    /// <summary>No way leads there, or our own system does not let us.</summary>
    Unreachable,

    /// <summary>Nothing came back in time.</summary>
    TimedOut,

    /// <summary>The proxy did not do what was asked; the message has its words.</summary>
    Proxy,
}

/// <summary>A connection could not be made. Nothing was sent to the server; trying again is harmless.</summary>
/// <param name="failure">Which kind it is. Where addresses failed differently: refused before timed out before unreachable.</param>
/// <param name="message">What happened at which address.</param>
/// <param name="inner">The system's failure.</param>
public sealed class DialException(DialFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Which kind it is.</summary>
    public DialFailure Failure { get; } = failure;
}
