using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>Scripts whose outcome is meant to differ from lftp's for one server, and why. What ftps does there, its own tests say.</summary>
internal static class Differences
{
    private static readonly Dictionary<(ServerKind? Kind, string Script), string> s_all = [];

    public static string? Reason(ServerKind kind, string script) => s_all.GetValueOrDefault((kind, script)) ?? s_all.GetValueOrDefault((null, script));
}
