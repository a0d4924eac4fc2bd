using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>One script, run by lftp and by ftps against the same server and the same files.</summary>
internal static partial class ShellScripts
{
    /// <summary>The files that every script finds. Times are of this year and of the last one; nothing begins with a dot, because servers disagree about showing that.</summary>
    public static void Fill(ForeignServer server, string path)
    {
        foreach (string directory in (string[])["d/a b", "d/sub/deep", "e", "empty"])
        {
            Directory.CreateDirectory(Path.Combine(path, directory));
        }

        foreach ((string name, int length) in ((string, int)[])[("d/a b/x y", 3), ("d/a.txt", 100), ("d/sub/big.bin", 10005), ("f1.bin", 2), ("f2.txt", 20480), ("q[1].txt", 2)])
        {
            File.WriteAllBytes(Path.Combine(path, name), new byte[length]);
        }

        File.CreateSymbolicLink(Path.Combine(path, "lnk"), "f2.txt");
        Directory.CreateSymbolicLink(Path.Combine(path, "dlnk"), "d");
        foreach (string entry in Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories).Where(entry => File.ResolveLinkTarget(entry, false) is null).OrderByDescending(entry => entry.Length))
        {
            bool runs = Directory.Exists(entry) || entry.EndsWith(".bin", StringComparison.Ordinal);
            File.SetUnixFileMode(entry, (UnixFileMode)(runs ? 0b111_101_101 : 0b110_100_100));
            server.Own(entry);
            File.SetLastWriteTimeUtc(entry, entry.EndsWith("f2.txt", StringComparison.Ordinal) ? new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc) : DateTime.UtcNow.Date.AddDays(-2));
        }
    }

    /// <summary>Runs a script in lftp.</summary>
    public static async Task<ScriptResult> LftpAsync(ForeignServer server, string directory, string script) =>
        Normal(await Tool.RunAsync("lftp", ["--norc", "-c", Whole(server, directory, script)]), directory);

    /// <summary>Runs a script in ftps.</summary>
    public static async Task<ScriptResult> FtpsAsync(ForeignServer server, string directory, string script) =>
        Normal(await Tool.RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), ["--norc", "-c", Whole(server, directory, script)]), directory);

    private static string Whole(ForeignServer server, string directory, string script) => $"""
        set ssl:ca-file "{server.CaFile}"
        set ftp:ssl-force yes
        set net:max-retries 1
        set net:timeout 20
        open -u "{ForeignServer.UserName},{ForeignServer.Password}" ftp://localhost:{server.Port}/{directory}
        {script.Replace("URL", $"ftp://{ForeignServer.UserName}:{Uri.EscapeDataString(ForeignServer.Password)}@localhost:{server.Port}/{directory}", StringComparison.Ordinal)}
        """;

    // The time and the owner of a link are those of its making, lftp shows passwords, and we ask ProFTPD for owners by name.
    private static ScriptResult Normal(ToolRun run, string directory)
    {
        string output = run.Output.Replace(":" + Uri.EscapeDataString(ForeignServer.Password) + "@", "@", StringComparison.Ordinal).Replace(directory, "DIR", StringComparison.Ordinal);
        return new ScriptResult(run.ExitCode, Owner().Replace(Link().Replace(output, "$1 LINK"), "OWNER "), run.Error.Replace(directory, "DIR", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(l[rwx]{9}).*?(\w{3} [ \d]\d +\d\d:?\d\d|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(ftptest|65534)( +|/)65534 +|\b(ftptest|65534|0) {4,}(65534|0) +(?=\S+$)", RegexOptions.Multiline)]
    private static partial Regex Owner();
}

/// <summary>What a script came to.</summary>
public sealed record ScriptResult(int Code, string Output, string Error);
