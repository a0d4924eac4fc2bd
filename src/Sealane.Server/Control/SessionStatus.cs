namespace Sealane.Server.Control;

/// <summary>A session at one moment. Names come from clients: escape them before they reach a terminal.</summary>
public sealed record SessionStatus
{
    /// <summary>Its number, as logs and <c>ftpsd kick</c> know it.</summary>
    public required long Id { get; init; }

    /// <summary>The client's address.</summary>
    public required string Address { get; init; }

    /// <summary>The client's port.</summary>
    public required int Port { get; init; }

    /// <summary>The account; null before the login.</summary>
    public required string? User { get; init; }

    /// <summary>When it connected.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary><c>login</c>, <c>idle</c>, <c>transfer</c>, <c>data</c> (a data connection is being set up) or <c>ending</c>.</summary>
    public required string State { get; init; }

    /// <summary>Seconds since its last command.</summary>
    public required double IdleSeconds { get; init; }

    /// <summary>TLS version and cipher of the control connection; null in the clear.</summary>
    public required string? Tls { get; init; }

    /// <summary>What the client calls itself; null when it does not say.</summary>
    public required string? Client { get; init; }

    /// <summary>What is being transferred; null for nothing.</summary>
    public required TransferStatus? Transfer { get; init; }
}

/// <summary>A running transfer.</summary>
public sealed record TransferStatus
{
    /// <summary>RETR, STOR, LIST …</summary>
    public required string Verb { get; init; }

    /// <summary>The file, as the client sees it.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes moved so far.</summary>
    public required long Bytes { get; init; }

    /// <summary>Since it began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Its mean rate.</summary>
    public required long BytesPerSecond { get; init; }
}
