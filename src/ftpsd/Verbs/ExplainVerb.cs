using System.CommandLine;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd explain …</c>: why the server would do what it would do.</summary>
internal static class ExplainVerb
{
    public static Command Build() => new("explain", "Explains what the server would do, rule by rule.") { ExplainLoginVerb.Build() };
}
