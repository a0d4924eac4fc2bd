using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sealane.Server.Control;

/// <summary>How the control socket's messages are written: generated code, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(LoginAnswer))]
public sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>One line for each message, as the control socket wants it.</summary>
    public static ControlJson Line { get; } = new(Written(indented: false));

    /// <summary>For people and their programs: <c>--json</c>.</summary>
    public static ControlJson Indented { get; } = new(Written(indented: true));

    // Never put into HTML: names stay readable. Control characters inside of strings, line ends among them, are escaped by any encoder.
    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    };
}
