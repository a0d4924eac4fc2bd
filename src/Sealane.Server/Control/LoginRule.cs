using System.Text.Json.Serialization;

namespace Sealane.Server.Control;

/// <summary>What a rule says of a login.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoginVerdict>))]
public enum LoginVerdict
{
    /// <summary>It has nothing against it.</summary>
    Passes,

    /// <summary>It refuses it.</summary>
    Refuses,

    /// <summary>It was not looked at: an earlier rule has decided, or it is not switched on.</summary>
    NotAsked,

    /// <summary>It decides nothing about the login, but about what comes with it.</summary>
    Applies,
}

/// <summary>One rule of a login, and what it says of a certain one.</summary>
/// <param name="Name">The option or check.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Text">Why, in one sentence; for a refusal also what would change it.</param>
public sealed record LoginRule(string Name, LoginVerdict Verdict, string Text)
{
    /// <summary>True for the rule that decides: the first that refuses, or the last that lets in.</summary>
    public bool Decides { get; init; }
}

/// <summary>What all rules together say of a login.</summary>
/// <param name="User">The name that was asked about.</param>
/// <param name="From">The address that was asked about.</param>
/// <param name="Allowed">Whether whoever knows the password is let in.</param>
/// <param name="DecidedBy">The rule that decides.</param>
/// <param name="Rules">All of them, in the order in which a session meets them.</param>
public sealed record LoginAnswer(string User, string From, bool Allowed, string DecidedBy, IReadOnlyList<LoginRule> Rules);
