namespace Sealane.ClientBench;

/// <summary>Clients that do the same work, in turn.</summary>
/// <param name="Id">On the command line.</param>
/// <param name="Name">In the report.</param>
/// <param name="Figure">What the figure is.</param>
/// <param name="Entrants">Who takes part.</param>
/// <param name="Goals">What ours shall reach.</param>
internal sealed record Row(string Id, string Name, Figure Figure, IReadOnlyList<Entrant> Entrants, IReadOnlyList<Goal> Goals)
{
    /// <summary>How often each client runs in a round: short runs are repeated.</summary>
    internal int Repeats { get; init; } = 1;

    /// <summary>The most rounds, whatever the command line says.</summary>
    internal int MostRounds { get; init; } = int.MaxValue;

    /// <summary>The figure of an entrant, in the row's unit.</summary>
    internal double Value(Entrant entrant, double seconds) => Figure switch
    {
        Figure.MillisecondsPerFile => seconds * 1000 / entrant.Work.Files,
        Figure.MegabytesPerSecond => BigSize / 1e6 / seconds,
        _ => seconds * 1000,
    };

    /// <summary>CPU seconds in the row's CPU unit.</summary>
    internal double Cpu(Entrant entrant) => entrant.Median(run => run.CpuSeconds) * Figure switch
    {
        Figure.MillisecondsPerFile => 1000.0 / entrant.Work.Files,
        Figure.MegabytesPerSecond => (1 << 30) / (double)BigSize,
        _ => 1000,
    };

    internal string Unit => Figure switch { Figure.MillisecondsPerFile => "ms/file", Figure.MegabytesPerSecond => "MB/s", _ => "ms" };

    internal string CpuUnit => Figure switch { Figure.MillisecondsPerFile => "ms/file", Figure.MegabytesPerSecond => "s/GiB", _ => "ms" };

    /// <summary>Of the large file.</summary>
    internal long BigSize { get; init; }
}

/// <summary>What a row's figure is.</summary>
internal enum Figure
{
    /// <summary>Wall clock of the whole run divided by the files.</summary>
    MillisecondsPerFile,

    /// <summary>10⁶ bytes a second, start and login of the program included.</summary>
    MegabytesPerSecond,

    /// <summary>Wall clock of the whole run.</summary>
    Milliseconds,
}

/// <summary>A ratio that is asked for: how many times as fast ours is as a peer.</summary>
/// <param name="Ours">Our sessions; null for the default.</param>
/// <param name="Peer">The peer's name.</param>
/// <param name="Theirs">The peer's sessions; null for its default.</param>
/// <param name="Least">Reached from here on; null when only reported.</param>
/// <param name="Cpu">Compare processor time instead of time.</param>
internal sealed record Goal(int? Ours, string Peer, int? Theirs, double? Least, bool Cpu = false);
