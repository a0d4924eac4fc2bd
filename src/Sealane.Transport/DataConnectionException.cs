namespace Sealane.Transport;

/// <summary>Why there is no data connection.</summary>
public enum DataFailure
{
    /// <summary>Nobody connected to the passive port in time.</summary>
    NobodyConnected,

    /// <summary>The client's active port could not be reached.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed or timed out.</summary>
    Handshake,

    /// <summary>The handshake succeeded but did not prove that it belongs to this control connection, and proof is required.</summary>
    NotProven,

    /// <summary>It was given up: aborted, or the session ended.</summary>
    Abandoned,
}

/// <summary>A data connection could not be made. The control connection is not affected.</summary>
/// <param name="failure">Which step failed.</param>
/// <param name="message">What happened, for the log.</param>
/// <param name="inner">The system's or OpenSSL's failure.</param>
public sealed class DataConnectionException(DataFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Which step failed.</summary>
    public DataFailure Failure { get; } = failure;
}
