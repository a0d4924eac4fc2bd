using System.Globalization;
using System.Runtime.Versioning;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Listings;

/// <summary>The bytes of listings, beside those of real vsftpd over the same tree.</summary>
[SupportedOSPlatform("linux")]
public sealed class VsftpdListingTests
{
    // Not of the two of them: names that vsftpd takes for a pattern and finds in link targets, its order of equal times, "d//sub" below "LIST -R d/".
    private static readonly string[] s_commands =
    [
        "LIST", "LIST -a", "LIST -l", "LIST -la", "LIST -al", "LIST -r", "LIST -t", "LIST -tr", "LIST -lat", "LIST -S", "LIST -1", "LIST -d", "LIST -d d", "LIST -F", "LIST -aF", "LIST -x", "LIST --foo", "LIST -",
        "LIST d", "LIST d/", "LIST ./d", "LIST /d", "LIST -a d", "LIST -F d", "LIST empty", "LIST -a empty", "LIST dirlink", "LIST ..", "LIST .", "LIST ~",
        "LIST *.bin", "LIST *.t?t", "LIST d/*.txt", "LIST {b,B}*", "LIST *", "LIST -a *", "LIST .*", "LIST -a .*", "LIST nothing*", "LIST b.txt", "LIST d/in.txt", "LIST .hidden", "LIST [br]",
        "LIST nosuch", "LIST nosuch/x", "LIST d/nosuch", "LIST with space", "LIST -l with space",
        "LIST -R", "LIST -R d", "LIST -aR d", "LIST -rR", "LIST -tR d", "LIST -R .", "LIST -R *.bin", "LIST -FR d",
        "NLST", "NLST -a", "NLST -l", "NLST -la d", "NLST -F", "NLST -r", "NLST -t", "NLST -R", "NLST -R d", "NLST d", "NLST d/", "NLST ./d", "NLST /d", "NLST -a d", "NLST .", "NLST ..", "NLST *.bin", "NLST d/*", "NLST -a *",
        "NLST nosuch", "NLST d/in.txt", "NLST empty", "NLST -R d/*",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("hide_ids=YES\nforce_dot_files=YES")]
    [InlineData("hide_file={*.bin,.*,in}")]
    [InlineData("text_userdb_names=YES")]
    [InlineData("deny_file=nothing-of-that-name\ndirlist_enable=YES\nuse_localtime=YES")]
    public async Task Are_the_same(string settings)
    {
        string common = $"ls_recurse_enable=YES\nanonymous_enable=NO\n{settings}";
        await using VsftpdServer theirs = new(TlsRange.Both, common + "\nrequire_ssl_reuse=NO");
        await theirs.StartAsync();
        await using FtpsdServer ours = new(TlsRange.Both, "NO", "compat=vsftpd\nssl_enable=YES\n" + common);
        await ours.StartAsync();
        DateTime now = DateTime.UtcNow;
        await PlantAsync(theirs.Root, now);
        await PlantAsync(ours.Root, now);
        string expected = await ListAsync(theirs), found = await ListAsync(ours);
        Assert.Equal(expected.Split('\n'), found.Split('\n'));
        Assert.Contains("b.txt\r", found.Replace("\\r", "\r", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task PlantAsync(string root, DateTime now)
    {
        Directory.CreateDirectory($"{root}/d/sub/deep");
        Directory.CreateDirectory($"{root}/empty");
        Directory.CreateDirectory($"{root}/with space");
        string[] files = ["a file", "b.txt", "Big.bin", ".hidden", "name with  blanks", "d/in.txt", "d/.dot", "d/sub/deep/z", "[br]", "\u00fcmlaut", "group", "sticky", "setuid", "noexec"];
        foreach (string file in files)
        {
            File.WriteAllText($"{root}/{file}", new string('x', file == "Big.bin" ? 123_456_789 % 1_000_003 : file.Length));
        }

        File.CreateSymbolicLink($"{root}/link", "a file");
        File.CreateSymbolicLink($"{root}/dangling", "nowhere at all");
        File.CreateSymbolicLink($"{root}/dirlink", "d");
        (await Tool.RunAsync("/bin/ln", [$"{root}/b.txt", $"{root}/with space/hard"])).Succeeded();
        (await Tool.RunAsync("/usr/bin/mkfifo", [$"{root}/pipe"])).Succeeded();
        (await Tool.RunAsync("/bin/chown", ["-Rh", "61234:61234", root])).Succeeded();
        (await Tool.RunAsync("/bin/chown", ["0:0", $"{root}/[br]"])).Succeeded();
        (await Tool.RunAsync("/bin/chown", ["4012345:65534", $"{root}/group"])).Succeeded();
        foreach ((string mode, string name) in new[] { ("4755", "setuid"), ("4644", "noexec"), ("2755", "group"), ("1777", "empty"), ("1666", "sticky"), ("000", "a file"), ("755", "d"), ("755", "d/sub"), ("755", "."), ("644", "b.txt") })
        {
            (await Tool.RunAsync("/bin/chmod", [mode, $"{root}/{name}"])).Succeeded();
        }

        // All times differ; some are older than half a year, one is of tomorrow, the borders are a day away.
        string[] entries = [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "hard").OrderByDescending(path => path, StringComparer.Ordinal), root];
        for (int i = 0; i < entries.Length; i++)
        {
            int days = i switch { 0 => -1, 1 => 181, 2 => 184, 3 => 4000, _ => i };
            string time = now.AddDays(-days).AddMinutes(-i).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            (await Tool.RunAsync("/usr/bin/touch", ["-h", "-d", time, entries[i]])).Succeeded();
        }
    }

    // One login for all commands: curl makes a connection for each.
    private static async Task<string> ListAsync(ForeignServer server)
    {
        ToolRun run = await Tool.RunAsync(
            "python3",
            [Path.Combine(AppContext.BaseDirectory, "Scripts", "list_bytes.py"), "localhost", server.Port.ToString(CultureInfo.InvariantCulture), ForeignServer.UserName, ForeignServer.Password, server.CaFile],
            string.Join('\n', s_commands));
        return run.Succeeded();
    }
}
