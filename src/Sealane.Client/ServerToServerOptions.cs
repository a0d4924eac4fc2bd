namespace Sealane.Client;

/// <summary>How a file goes from server to server.</summary>
public sealed record ServerToServerOptions
{
    /// <summary>
    /// Encrypt the data connection (PROT P). One of the servers must be able to begin TLS (SSCN, CPSV), and the other must not insist that a session is resumed.
    /// What that one thinks of the other's certificate is up to its settings; it cannot know the name that you mean. False sends the file in the clear (PROT C), which the servers may refuse. It is never given up by itself.
    /// </summary>
    public bool Protect { get; init; } = true;

    /// <summary>True: the source waits for the connection first (PASV) and the target makes it; the other way round is tried if that does not work. False: the target waits first.</summary>
    public bool PassiveSource { get; init; }

    /// <summary>True: the side that waits for the connection begins TLS, if it can; false: the side that makes it. The other one is taken where this one cannot.</summary>
    public bool PassiveBeginsTls { get; init; } = true;

    /// <summary>First byte to copy (REST at both); the bytes before it must be at the target already.</summary>
    public long Offset { get; init; }

    /// <summary>Text transfer (TYPE A): sizes are not checked.</summary>
    public bool Ascii { get; init; }

    /// <summary>
    /// How long all of it may take. Nothing is seen here of the bytes; that they move is for the servers to watch, whose own time limits end a copy that is stuck.
    /// </summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromDays(1);
}
