using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>The same script through lftp and through ftps: standard output, error output and exit code must be the same, against real servers.</summary>
public sealed class RemoteCommandTests(ServerPark park) : ServerTests(park)
{
    // Success and failure of every command. Where a script says something about one server only, it stands below.
    private static readonly string[] s_scripts =
    [
        "ls", "ls d; ls -l d; ls d/a.txt", "dir; rels d; nlist; nlist e; renlist", "ls -Z; ls -Z d", "ls --foo", "cd d; ls; cd sub; ls; cd ../..; ls; cd ~; cd",
        "cls; cls d e; cls -1 f*; cls -l d; cls -s d", "cls -l; cls -lh; cls -lk; cls -s --filesize; cls -sh --si; cls --block-size=1 -s", "cls nosuch; cls zz*",
        "cls -S; cls -D; cls -r; cls -I; cls -d d; cls d/*; cls -B d/*; cls -i F*; cls --sort=size", "cls --perms; cls --user --group; cls --date --size d; cls --time-style=%Y -l f2.txt",
        "cls -l d/a.txt f1.bin; cls f1.bin d/a.txt; cls --links; cls --linkcount", "recls; cls; recls d", "cls --sort=foo; cls", "cls --block-size=0; cls",
        "cd nosuch", "cd d/a.txt", "cd nosuch; ls d", "cd a b", "cd d && ls && cd ../e && ls", "cd dlnk; ls; cd ..; ls",
        "mkdir zz; cls; mkdir -p zy/a/b; find zy", "mkdir d", "mkdir nosuch/a", "mkdir -f d", "mkdir -p zz/a; cd zz/a; ls; cd ../..; rm -r zz; cls",
        "rmdir empty; cls", "rmdir d", "rmdir -f d", "rmdir nosuch", "rmdir", "rmdir -x",
        "rm f1.bin; cls", "rm nosuch", "rm -f nosuch", "rm f1.bin nosuch f2.txt; cls", "rm d", "rm", "rm -x", "rm f*", "rm -r d; cls", "rm -r nosuch", "rm -rf nosuch", "rm -r dlnk; cls; cls d", "rm d/a.txt; cls d",
        "mrm f*; cls", "mrm zz*", "mrm q\\\\[*; cls", "mv f1.bin x; cls", "mv nosuch x", "mv f1.bin nosuch/x", "mv f1.bin d/; cls d", "mv f1.bin f2.txt d; cls d", "mv", "mv f1.bin",
        "mmv f* d; cls d", "mmv -O e q*; cls e", "mmv -t e q*; cls e", "mmv zz* d", "mmv", "mmv -x", "mmv nosuch d",
        "glob echo *", "glob -d echo *", "glob -a echo *", "glob echo d/*", "glob --exist f* && echo yes; glob --exist zz* || echo no; glob --not-exist zz* && echo none", "glob rm f*; cls", "glob echo q\\\\[*",
        "chmod 600 f1.bin; cls -l f1.bin", "chmod -v 640 f1.bin f2.txt; cls -l", "chmod -c 640 f1.bin; chmod -c 640 f1.bin", "chmod -f 600 nosuch", "chmod 600 nosuch", "chmod u+x nosuch", "chmod -v go-r,a+x f2.txt",
        "chmod -vR u=rwX,go= d; cls -l d", "chmod zz f1.bin", "chmod", "chmod -v u+s,o+t e", "chmod -v 644 nosuch",
        "find", "find d e", "find -l d", "find nosuch", "find -d 1; find -d 2", "find d/a.txt", "find -x", "find -d x", "find dlnk", "find URL/d; find -d 1 URL/e; du URL/d; du -a URL/e; find URL/nosuch",
        "mkdir URL/zz; chmod 600 URL/f1.bin; rm URL/f2.txt; rmdir URL/empty; cls; cls -l f1.bin",
        "du", "du -a d", "du -s d e; du -sh; du -b d", "du -c d e; du -d 1; du -S; du -F", "du -m d; du -H d; du --block-size=10 d; du --exclude=*.bin d; du -ah d", "du nosuch", "du f2.txt; du -x", "du -d x",
        "quote", "site", "quote NOOP", "quote PWD", "ln", "ln a", "ln -x",
        "ls | wc -l; ls d > /dev/null; cls -1 | cat", "ls d & wait 0 > /dev/null", "(cd d; cls); cls", "ls d && cls e || echo no", "cd nosuch && ls || echo no", "repeat -c 2 cls d",
        "slot a; cd d; slot b; cd ../e; slot a; ls", "close; ls d; close -a; cls", "cache flush; cache off; cls d; cls d",
        "set cmd:verify-path no; cd nosuch; cls; cd ..; cls d", "set cmd:ls-default -l; ls d", "set cmd:cls-default -1l; cls d", "set color:use-color yes; set color:dir-colors \"di=01;34:*.bin=31\"; cls",
        "user ftptest wrong; ls d", "user ftptest wrong; cls d", "user ftptest wrong; cd d", "user ftptest wrong; rm x; mkdir y; find; du; chmod 600 x; quote NOOP",
        "set ftp:use-mlsd no; cls -l d; find d", "set ftp:passive-mode no; ls d", "set ftp:prefer-epsv yes; ls d", "set ftp:ssl-protect-list yes; ls",
    ];

    public static MatrixTheoryData<ServerKind, string> Scripts() => new([ServerKind.Vsftpd, ServerKind.ProFtpd, ServerKind.FtpsdPrefer], s_scripts);

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Scripts_do_the_same(ServerKind kind, string script)
    {
        if (Differences.Reason(kind, script) is { } reason)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"lftp is not asked: {reason}");
            return;
        }

        ForeignServer server = await ServerAsync(kind);
        string theirs = Prepare(server), ours = Prepare(server);
        ScriptResult[] results = await Task.WhenAll(ShellScripts.LftpAsync(server, theirs, script), ShellScripts.FtpsAsync(server, ours, script));
        Assert.Equal(results[0], results[1]);
    }

    /// <summary>lftp does the same, unless the program is gone before it writes: then it says "Broken pipe" and fails.</summary>
    [Fact]
    public async Task A_program_that_has_seen_enough_fails_no_command()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        ScriptResult run = await ShellScripts.FtpsAsync(server, Prepare(server), "ls | true; ls d | true && echo yes; cat f2.txt | head -c 1 > /dev/null && echo too");
        Assert.Equal(new ScriptResult(0, "yes\ntoo\n", ""), run);
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd, "550 Failed to change directory. (nosuch)")]
    [InlineData(ServerKind.ProFtpd, "450 nosuch: No such file or directory")]
    [InlineData(ServerKind.FtpsdPrefer, "550 No such file or directory. (nosuch)")]
    public async Task Listing_what_does_not_exist_fails(ServerKind kind, string words)
    {
        ForeignServer server = await ServerAsync(kind);
        string directory = Prepare(server);

        Assert.Equal(new ScriptResult(1, "", $"ls: ls nosuch: Access failed: {words}\n"), await ShellScripts.FtpsAsync(server, directory, "ls nosuch"));
        Assert.Equal(new ScriptResult(0, "", ""), await ShellScripts.FtpsAsync(server, directory, "ls empty; nlist empty"));
    }

    [Fact]
    public async Task Hidden_files_are_shown_on_demand_and_removed_with_their_directory()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        string directory = Prepare(server);
        File.WriteAllText(server.PathOf($"{directory}/d/.dot"), "");
        server.Own(server.PathOf($"{directory}/d/.dot"));

        Assert.Equal(new ScriptResult(0, "a b/\na.txt\nsub/\n.dot\na b/\na.txt\nsub/\n", ""), await ShellScripts.FtpsAsync(server, directory, "cls -B d; cls -aB d; rm -r d"));
        Assert.False(Directory.Exists(server.PathOf($"{directory}/d")));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.FtpsdPrefer)]
    public async Task Removing_a_link_leaves_what_it_leads_to(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        string directory = Prepare(server);

        Assert.Equal(new ScriptResult(0, "", ""), await ShellScripts.FtpsAsync(server, directory, "rm -r dlnk"));
        Assert.Equal(3, Directory.GetFileSystemEntries(server.PathOf($"{directory}/d")).Length);
        Assert.False(Path.Exists(server.PathOf($"{directory}/dlnk")));
    }

    [Fact]
    public async Task A_certificate_is_accepted_by_its_fingerprint_and_no_other()
    {
        ForeignServer server = await ServerAsync(ServerKind.FtpsdPrefer);
        string directory = Prepare(server);
        string Fingerprint(string hash, int length) => string.Join(':', (hash == "sha1" ? OfLeaf(server).SHA1 : OfLeaf(server).SHA256).Chunk(2).Select(pair => new string(pair)).Take(length));

        foreach (string hash in (string[])["sha1", "sha256"])
        {
            ScriptResult accepted = await ShellScripts.FtpsAsync(server, directory, $"set ssl:ca-file /dev/null; set ssl:verify-certificate/{Fingerprint(hash, 32)} no; cls -1 d/sub");
            Assert.Equal((0, "d/sub/big.bin\nd/sub/deep/\n"), (accepted.Code, accepted.Output));
        }

        string wrong = string.Join(':', Enumerable.Repeat("AB", 32));
        ScriptResult refused = await ShellScripts.FtpsAsync(server, directory, $"set ssl:ca-file /dev/null; set ssl:verify-certificate/{wrong} no; cls");
        Assert.Equal(1, refused.Code);
        Assert.StartsWith("Fatal error: Certificate verification: ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_verification_there_is_one_warning()
    {
        ForeignServer server = await ServerAsync(ServerKind.FtpsdPrefer);
        ScriptResult run = await ShellScripts.FtpsAsync(server, Prepare(server), "set ssl:verify-certificate no; cls e; close; cls d/sub; ls > /dev/null & ls > /dev/null");

        Assert.Equal("d/sub/big.bin\nd/sub/deep/\n", run.Output);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("WARNING: the certificate of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cd_dash_returns()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        string directory = Prepare(server);

        Assert.Equal(new ScriptResult(0, "big.bin\ndeep/\nd/sub/big.bin\nd/sub/deep/\n", ""), await ShellScripts.FtpsAsync(server, directory, "cd d/sub; cls; cd -; cls d/sub"));
        Assert.Equal(1, (await ShellScripts.FtpsAsync(server, directory, "open ftp://127.0.0.2; cd -")).Code);
    }

    [Fact]
    public async Task A_limit_of_one_connection_makes_jobs_wait_for_each_other()
    {
        ForeignServer server = await ServerAsync(ServerKind.FtpsdPrefer);
        ScriptResult run = await ShellScripts.FtpsAsync(server, Prepare(server), "set net:connection-limit 1; set cmd:verify-path no; debug 5; cls e & find e & du e & cls empty; wait all");

        Assert.Equal("0\te\ne/\n", string.Concat(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n")));
        // The connection was there before, and no job made another.
        Assert.Contains("---> MLSD", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("---> USER", run.Error, StringComparison.Ordinal);
    }

    private static (string SHA1, string SHA256) OfLeaf(ForeignServer server)
    {
        using var leaf = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(Path.Combine(Path.GetDirectoryName(server.CaFile)!, "server.pem"), Path.Combine(Path.GetDirectoryName(server.CaFile)!, "server.key"));
        return (leaf.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA1), leaf.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
    }

    private static string Prepare(ForeignServer server)
    {
        (string name, string path) = server.MakeDirectory();
        ShellScripts.Fill(server, path);
        return name;
    }
}
