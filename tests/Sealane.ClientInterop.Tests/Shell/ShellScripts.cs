using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>One script, run by lftp and by ftps against the same server and the same files.</summary>
internal static partial class ShellScripts
{
    /// <summary>The files that every script finds. Times are of this year and of the last one; nothing begins with a dot, because servers disagree about showing that.</summary>
    public static void Fill(ForeignServer server, string path)
    {
        foreach (string entry in Directory.GetFileSystemEntries(path))
        {
            Remove(entry);
        }

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
        {script}
        """;

    // The time of a link is that of its making, and lftp shows passwords.
    private static ScriptResult Normal(ToolRun run, string directory) => new(
        run.ExitCode,
        LinkTime().Replace(run.Output.Replace(":" + Uri.EscapeDataString(ForeignServer.Password) + "@", "@", StringComparison.Ordinal).Replace(directory, "DIR", StringComparison.Ordinal), "$1TIME"),
        run.Error.Replace(directory, "DIR", StringComparison.Ordinal));

    private static void Remove(string entry)
    {
        if (File.ResolveLinkTarget(entry, false) is null && Directory.Exists(entry))
        {
            Directory.Delete(entry, true);
        }
        else
        {
            File.Delete(entry);
        }
    }

    [GeneratedRegex(@"^(l\S+.* )(\w{3} [ \d]\d \d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", RegexOptions.Multiline)]
    private static partial Regex LinkTime();
}

/// <summary>What a script came to.</summary>
public sealed record ScriptResult(int Code, string Output, string Error);
