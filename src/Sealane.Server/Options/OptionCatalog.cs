using System.Collections.Frozen;

namespace Sealane.Server.Options;

/// <summary>Every option there is: all of vsftpd's, those that distributions added to it, and ours.</summary>
public static class OptionCatalog
{
    /// <summary>The options by topic, in the order in which the documentation shows them.</summary>
    public static IReadOnlyList<OptionTopic> Topics { get; } =
    [
        new("Listening", Catalog.Listening.Definitions),
        new("TLS", Catalog.Tls.Definitions),
        new("Data connections", Catalog.DataConnections.Definitions),
        new("Limits and logins", Catalog.Limits.Definitions),
        new("Files and commands", Catalog.Files.Definitions),
        new("Messages and logs", Catalog.Logging.Definitions),
        new("Accounts and state", Catalog.State.Definitions),
        new("System accounts", Catalog.SystemAccounts.Definitions),
        new("Who may log in", Catalog.Screening.Definitions),
        new("Anonymous users", Catalog.Anonymous.Definitions),
        new("Process model", Catalog.ProcessModel.Definitions),
    ];

    /// <summary>All definitions, topic by topic.</summary>
    public static IReadOnlyList<OptionDefinition> All { get; } = [.. Topics.SelectMany(topic => topic.Options)];

    private static readonly FrozenDictionary<string, OptionDefinition> ByName = All
        .SelectMany(option => option.Aliases.Append(option.Name), (option, name) => (name, option))
        .ToFrozenDictionary(pair => pair.name, pair => pair.option, StringComparer.Ordinal);

    /// <summary>Every name and alias.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The definition of that name or alias, compared exactly as vsftpd does; null when there is none.</summary>
    public static OptionDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The definition of a name that is known to be in the catalogue.</summary>
    internal static OptionDefinition Get(string name) => ByName[name];
}

/// <summary>Options that belong together.</summary>
/// <param name="Title">Heading in the documentation.</param>
/// <param name="Options">In reading order.</param>
public sealed record OptionTopic(string Title, IReadOnlyList<OptionDefinition> Options);
