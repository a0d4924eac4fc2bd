using System.Text.Json.Serialization;

namespace Sealane.Server.Control;

/// <summary>A request on the control socket: one line of JSON.</summary>
public sealed record ControlRequest
{
    /// <summary><c>status</c>, <c>who</c>, <c>address</c>, <c>kick</c>, <c>reload</c> or <c>stop</c>.</summary>
    public required string Command { get; init; }

    /// <summary>For <c>kick</c>: the number of a session.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Session { get; init; }

    /// <summary>For <c>kick</c>: the login name whose sessions are meant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>For <c>address</c>: a numeric address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    /// <summary>For <c>stop</c>: do not wait for transfers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Now { get; init; }
}

/// <summary>A reply on the control socket: one line of JSON, with exactly what the request asked for.</summary>
public sealed record ControlReply
{
    /// <summary>False when the request was refused; <see cref="Error"/> says why.</summary>
    public required bool Ok { get; init; }

    /// <summary>One sentence, when refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>To <c>status</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServerStatus? Status { get; init; }

    /// <summary>To <c>who</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SessionStatus>? Sessions { get; init; }

    /// <summary>To <c>address</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AddressStatus? Address { get; init; }

    /// <summary>To <c>kick</c>: sessions that were told to end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Kicked { get; init; }

    /// <summary>To <c>reload</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReloadOutcome? Reload { get; init; }

    /// <summary>To <c>stop</c>: the process that is stopping.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stopping { get; init; }
}
