using System.Globalization;
using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>One script of transfers, run by lftp or by ftps in fresh directories at both ends: what it said, and the trees it left.</summary>
internal sealed partial class TransferScript : IDisposable
{
    /// <summary>With whose help lftp and ftps are compared: one of each kind of listing, and ours.</summary>
    public static readonly ServerKind[] Servers = [ServerKind.Vsftpd, ServerKind.ProFtpd, ServerKind.Ftpsd];

    private static readonly DateTime s_old = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly DateTime s_older = new(2019, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    private readonly ForeignServer _server;
    private readonly ScratchDirectory _local = new();
    private readonly string _name;

    public TransferScript(ForeignServer server)
    {
        _server = server;
        (_name, Remote) = server.MakeDirectory();
        foreach (string directory in (string[])["d", "d/sub", "sp ace"])
        {
            Directory.CreateDirectory(Path.Combine(Remote, directory));
            server.Own(Path.Combine(Remote, directory));
        }

        foreach ((string file, int length) in ((string, int)[])[("a.txt", 6), ("b.txt", 60), ("empty", 0), ("big.bin", 300_000), ("d/x", 2), ("d/sub/y", 3), ("sp ace/f 1", 4), ("ünï.txt", 5), ("b[1]q.txt", 7), ("it's \"q\"", 8), ("-dash", 9)])
        {
            server.PutFile($"{_name}/{file}", Site.Bytes(length));
            File.SetLastWriteTimeUtc(Path.Combine(Remote, file), s_old);
        }

        server.PutFile($"{_name}/text", "l1\nl2\n"u8.ToArray());
        File.SetUnixFileMode(Path.Combine(Remote, "b.txt"), (UnixFileMode)0b110_100_000);
        Write("l1", Site.Bytes(40));
        Write("l2", Site.Bytes(50));
        Write("part", Site.Bytes(300_000)[..1000]);
        Write("blank", []);
        Write("ld/ldx", Site.Bytes(70));
        Write("ld/ünter/zz", Site.Bytes(80));
        Write("l[1]", Site.Bytes(90));
        Write("-l dash", Site.Bytes(100));
    }

    /// <summary>The directory that scripts begin in at the server, on its disk.</summary>
    public string Remote { get; }

    /// <summary>The directory that scripts begin in here.</summary>
    public string Local => _local.Path;

    /// <summary>Its place as a URL with the password, for arguments that are URLs.</summary>
    public string Url => $"ftp://{ForeignServer.UserName}:{Uri.EscapeDataString(ForeignServer.Password)}@127.0.0.1:{_server.Port}/{_name}";

    /// <summary>One more file at the server.</summary>
    public void AddRemote(string name, byte[] content) => _server.PutFile($"{_name}/{name}", content);

    public Task<TransferOutcome> LftpAsync(string script) => RunAsync("lftp", "set ftp:use-fxp no\n" + script);

    public Task<TransferOutcome> FtpsAsync(string script) => RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), script);

    public void Dispose() => _local.Dispose();

    private async Task<TransferOutcome> RunAsync(string program, string script)
    {
        string start = $"""
            set ssl:ca-file "{_server.CaFile}"
            set ftp:ssl-force yes
            set net:max-retries 1
            set net:timeout 20
            set mirror:parallel-transfer-count 1
            open -u "{ForeignServer.UserName},{ForeignServer.Password}" ftp://127.0.0.1:{_server.Port}
            cd /{_name}

            """;
        ToolRun run = await Tool.RunAsync(program, ["--norc", "-c", start + script.Replace("LOCAL", Local, StringComparison.Ordinal).Replace("URL", Url, StringComparison.Ordinal)], directory: Local);
        return new TransferOutcome(run.ExitCode, Normal(run.Output), Normal(run.Error), Tree(Local, withModes: true), Tree(Remote, withModes: false));
    }

    // lftp shows passwords; rates and directories' names are never the same.
    private string Normal(string text) => Rate().Replace(
        text.Replace(":" + Uri.EscapeDataString(ForeignServer.Password) + "@", "@", StringComparison.Ordinal)
            .Replace(Local, "LOCAL", StringComparison.Ordinal).Replace(_name, "DIR", StringComparison.Ordinal)
            .Replace("550 /DIR/", "550 ", StringComparison.Ordinal), " (RATE)");

    private static string Tree(string top, bool withModes) => string.Join('\n', Directory.GetFileSystemEntries(top, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(entry =>
    {
        string name = Path.GetRelativePath(top, entry);
        string mode = withModes ? Convert.ToString((int)File.GetUnixFileMode(entry), 8) + " " : "";
        return Directory.Exists(entry) ? $"{mode}{name}/" : $"{mode}{name} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(entry)))[..8]} {Time(entry)}";
    }));

    // Of what is new only that it is: the programs do not run in the same second.
    private static string Time(string file)
    {
        DateTime time = File.GetLastWriteTimeUtc(file);
        return DateTime.UtcNow - time < TimeSpan.FromHours(1) ? "now" : time.ToString("s", CultureInfo.InvariantCulture);
    }

    private void Write(string name, byte[] content)
    {
        string path = Path.Combine(Local, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, s_older);
    }

    [GeneratedRegex(@" \([0-9.]+ ([KMG]i)?B/s\)")]
    private static partial Regex Rate();
}

/// <summary>What a script came to.</summary>
public sealed record TransferOutcome(int Code, string Output, string Error, string Local, string Remote);
