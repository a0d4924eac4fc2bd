namespace Sealane.Shell.Settings;

/// <summary>One variable of <c>set</c>.</summary>
/// <param name="Name">Its full name, <c>prefix:name</c>.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Initial">Its value while nobody sets it.</param>
/// <param name="Description">One sentence for a user.</param>
internal sealed record SettingDefinition(string Name, SettingKind Kind, string Initial, string Description)
{
    /// <summary>Why it does nothing here, and what to do instead: whole sentences, shown when it is set and by <c>help</c>. Empty for one that does what it says.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether this program does what it says. Setting one that is not in effect is answered with a line that says so.</summary>
    public bool InEffect => Reason.Length == 0;

    /// <summary>The words allowed for <see cref="SettingKind.Choice"/>.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>Whether it may be set for a closure (<c>name/closure</c>): a host, a user at a host, a fingerprint, a terminal.</summary>
    public bool TakesClosure { get; init; } = true;
}
