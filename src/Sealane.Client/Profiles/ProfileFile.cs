using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sealane.Client.Profiles;

/// <summary>What <see cref="HostProfiles.Save"/> writes. Hints only, so a reader that does not know a version does without.</summary>
internal sealed record ProfileFile(int Version, IReadOnlyList<ProfileLine> Hosts)
{
    internal const int CurrentVersion = 1;
}

/// <summary>One server's part of the file; what is not known is left out.</summary>
internal sealed record ProfileLine
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public ServerKind Kind { get; init; }

    public bool EpsvFails { get; init; }

    public bool PrefersTls12 { get; init; }

    public bool DataWorked { get; init; }

    public bool NoPipelining { get; init; }

    public bool PassiveFails { get; init; }

    public bool ActiveFails { get; init; }

    public TimeSpan? TimeOffset { get; init; }

    public int? MostSessions { get; init; }

    public int? BestSessions { get; init; }

    internal static ProfileLine Of(string host, int port, HostProfile profile) => new()
    {
        Host = host,
        Port = port,
        Kind = profile.Kind,
        EpsvFails = profile.EpsvFails,
        PrefersTls12 = profile.PrefersTls12,
        DataWorked = profile.DataWorked,
        NoPipelining = profile.NoPipelining,
        PassiveFails = profile.PassiveFails,
        ActiveFails = profile.ActiveFails,
        TimeOffset = profile.TimeOffset,
        MostSessions = profile.MostSessions,
        BestSessions = profile.BestSessions,
    };

    // A number that cannot be would be obeyed all the same.
    internal HostProfile ToProfile() => new()
    {
        Kind = Enum.IsDefined(Kind) ? Kind : ServerKind.Unknown,
        EpsvFails = EpsvFails,
        PrefersTls12 = PrefersTls12,
        DataWorked = DataWorked,
        NoPipelining = NoPipelining,
        PassiveFails = PassiveFails,
        ActiveFails = ActiveFails,
        TimeOffset = TimeOffset is { } offset && offset.Duration() <= TimeSpan.FromHours(26) ? offset : null,
        MostSessions = MostSessions is > 0 ? MostSessions : null,
        BestSessions = BestSessions is > 0 ? BestSessions : null,
    };
}

/// <summary>Reads and writes without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ProfileFile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
