namespace Sealane.Server.Options;

/// <summary>One line of the option catalogue. Defaults are written as they would stand in a configuration file.</summary>
/// <param name="Name">As in vsftpd.conf(5).</param>
/// <param name="Kind">What its value looks like.</param>
/// <param name="Default">In force when the configuration does not set it.</param>
/// <param name="Vsftpd">vsftpd's compiled default (3.0.3; 3.0.5 for names that are newer; the distribution's for its own names). Null when the option is ours.</param>
/// <param name="Description">One sentence, with the unit and what zero or empty means.</param>
public sealed record OptionDefinition(string Name, OptionKind Kind, string Default, string? Vsftpd, string Description)
{
    /// <summary>Other spellings that mean the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What this version does with it.</summary>
    public OptionStatus Status { get; init; }

    /// <summary>How it is emulated, why it is ignored, or what to use until it is in effect; empty when <see cref="OptionStatus.Applied"/>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why our default is not vsftpd's; empty where both agree.</summary>
    public string Difference { get; init; } = "";

    /// <summary>The default under <c>compat=vsftpd</c> of an option that vsftpd does not have; null where it stays the same.</summary>
    public string? Compat { get; init; }

    /// <summary>The words of an <see cref="OptionKind.Choice"/>, as they are shown.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Smallest number accepted.</summary>
    public long Minimum { get; init; }

    /// <summary>Largest number accepted.</summary>
    public long Maximum { get; init; } = uint.MaxValue;

    /// <summary>The flag without which this option does nothing; what is said about that flag covers this option too.</summary>
    public string? Needs { get; init; }

    /// <summary>True when a reload does not put a change of it in effect: what depends on it is made once, when the program starts.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>True when the value may hold a password and is shown with it masked.</summary>
    public bool MayHoldPassword { get; init; }

    /// <summary>True for options that vsftpd does not have.</summary>
    public bool IsOurs => Vsftpd is null;

    /// <summary>The default in force, with or without <c>compat=vsftpd</c>.</summary>
    public string DefaultFor(bool vsftpdDefaults) => vsftpdDefaults ? Vsftpd ?? Compat ?? Default : Default;
}
