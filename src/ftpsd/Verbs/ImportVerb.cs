using System.CommandLine;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd import …</c>: takes over what another server was configured with.</summary>
internal static class ImportVerb
{
    public static Command Build() => new("import", "take over the configuration of another server") { ImportVsftpdVerb.Build() };
}
