using System.Globalization;
using Sealane.Shell.Commands;

namespace Sealane.Shell.Transfers;

/// <summary>What the options of a transfer command ask for.</summary>
internal sealed record CopyOptions
{
    /// <summary>Go on with what the target has (-c).</summary>
    public bool Continue { get; init; }

    /// <summary>Remove each source once its target is whole (-E).</summary>
    public bool DeletesSource { get; init; }

    /// <summary>Remove each target before it is written (-e).</summary>
    public bool DeletesTarget { get; init; }

    /// <summary>Convert line ends (-a).</summary>
    public bool Ascii { get; init; }

    /// <summary>Say nothing of what was done (-q).</summary>
    public bool Quiet { get; init; }

    /// <summary>Make the directories that targets are to be in (-d).</summary>
    public bool MakesDirectories { get; init; }

    /// <summary>How many files at once.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>First byte of the source.</summary>
    public long SourceStart { get; init; }

    /// <summary>The byte of the source to stop at; null for its end.</summary>
    public long? SourceEnd { get; init; }

    /// <summary>Where in an existing target the bytes go; null for a target of their own.</summary>
    public long? TargetPosition { get; init; }

    /// <summary>Reads the letters that all transfer commands share.</summary>
    /// <exception cref="CommandException">-P is no number.</exception>
    public static CopyOptions Of(ParsedArguments arguments, CommandContext context) => new()
    {
        Continue = arguments.Has("c"),
        DeletesSource = arguments.Has("E"),
        DeletesTarget = arguments.Has("e"),
        Ascii = arguments.Has("a"),
        Quiet = arguments.Has("q"),
        MakesDirectories = arguments.Has("d"),
        Parallel = arguments.Value("P") is { } number ? Count(number, "-P") : (int)Math.Clamp(context.Settings.Number("xfer:parallel"), 1, 100),
    };

    /// <summary>A number of connections.</summary>
    public static int Count(string text, string option) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? Math.Min(count, 100)
            : throw new CommandException($"{option}: positive number expected");
}
