using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary>What a verb that asks a running server works with.</summary>
internal sealed record ControlContext(ParseResult Arguments, string StateDirectory, bool Json)
{
    public TextWriter Output => Arguments.InvocationConfiguration.Output;

    public TextWriter Error => Arguments.InvocationConfiguration.Error;

    /// <summary>Asks the server of the state directory.</summary>
    /// <exception cref="ControlException">None runs, it does not answer, or it refuses.</exception>
    public Task<ControlReply> AskAsync(ControlRequest request, CancellationToken cancellation) =>
        new ControlClient(ControlSocket.PathIn(StateDirectory)).AskAsync(request, cancellation);

    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(value, type));
}
