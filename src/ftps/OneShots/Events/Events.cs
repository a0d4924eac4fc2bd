using System.Text.Json.Serialization;

namespace Sealane.Shell.OneShots.Events;

// What --json prints, one object a line. Names and meanings are documented in docs/oneshots.md and stay; fields may be added. Null is left out.

internal sealed record StartEvent(string Verb, string[] Operands, DateTimeOffset Time)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "start";
}

internal sealed record ProgressEvent(string File, long Position, long? Total, long Rate)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "progress";
}

/// <summary>One thing that was done.</summary>
internal sealed record FileEvent(string Action, string File)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "file";

    /// <summary>The local file; "-" for standard input or output.</summary>
    public string? Local { get; init; }

    /// <summary>The new name, of a rename.</summary>
    public string? Target { get; init; }

    public long? Bytes { get; init; }

    public double? Seconds { get; init; }

    /// <summary>Whether the data connection resumed the control connection's TLS session.</summary>
    public bool? SessionResumed { get; init; }

    /// <summary>What the content was compared by.</summary>
    public string? Verified { get; init; }
}

/// <summary>One line of a listing.</summary>
internal sealed record EntryEvent(string Name, string? Kind)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "entry";

    /// <summary>The bytes of a name that is no UTF-8, Base64.</summary>
    public string? NameBytes { get; init; }

    public required string Directory { get; init; }

    public long? Size { get; init; }

    public DateTime? Modified { get; init; }

    /// <summary>Four octal digits.</summary>
    public string? Mode { get; init; }

    public string? Owner { get; init; }

    public string? Group { get; init; }

    public string? Target { get; init; }
}

internal sealed record HashEvent(string File, string Function, string Digest, string Computed)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "hash";
}

internal sealed record RetryEvent(int Attempt, int Of, double WaitSeconds, string Message)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "retry";
}

internal sealed record WarningEvent(string Message)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "warning";
}

internal sealed record ErrorEvent(int Code, string Kind, string Message)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "error";

    public string? File { get; init; }

    /// <summary>The server's reply code, if it was the server that refused.</summary>
    public int? Reply { get; init; }
}

/// <summary>A line of <c>trust list</c>, and what <c>trust add</c> noted.</summary>
internal sealed record ServerEvent(string Host, int Port, string[] Pins)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "server";

    public string? Comment { get; init; }
}

/// <summary>One check of the doctor.</summary>
internal sealed record CheckEvent(string Check, string Verdict, string Message)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "check";

    public string? Fix { get; init; }
}

internal sealed record SummaryEvent(int Exit, string Kind, int Files, int Failed, long Bytes, double Seconds)
{
    [JsonPropertyOrder(-1)]
    public string Event { get; } = "summary";
}

/// <summary>Serializers that were generated at build time: no reflection, no start-up cost.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartEvent))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(FileEvent))]
[JsonSerializable(typeof(EntryEvent))]
[JsonSerializable(typeof(HashEvent))]
[JsonSerializable(typeof(RetryEvent))]
[JsonSerializable(typeof(WarningEvent))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(ServerEvent))]
[JsonSerializable(typeof(CheckEvent))]
[JsonSerializable(typeof(SummaryEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
