namespace Sealane.Client;

/// <summary>How many connections a pool may hold, and how long.</summary>
public sealed record FtpsClientPoolOptions
{
    /// <summary>The custom: begin with two sessions and learn.</summary>
    public static FtpsClientPoolOptions None { get; } = new();

    /// <summary>So many sessions, no more and no learning, as <c>mirror -P N</c> asks; null lets the pool find the number that is fastest. The server's own limit holds either way.</summary>
    public int? FixedSessions { get; init; }

    /// <summary>How many sessions a learning pool begins with.</summary>
    public int FirstSessions { get; init; } = 2;

    /// <summary>The most that a learning pool tries.</summary>
    public int MostSessions { get; init; } = 10;

    /// <summary>A client that nobody has used for so long is closed; one that is asked for later and turns out dead is connected anew.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often connecting is tried when the server has no room or cannot be reached for the moment.</summary>
    public int ConnectAttempts { get; init; } = 5;

    /// <summary>The pause before the second attempt; each later one is half as long again.</summary>
    public TimeSpan ConnectPause { get; init; } = TimeSpan.FromSeconds(2);
}
