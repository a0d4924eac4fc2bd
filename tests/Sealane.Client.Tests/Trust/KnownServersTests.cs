using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KnownServersTests : IDisposable
{
    private static readonly string Hash = Convert.ToBase64String(new byte[32]);
    private readonly Scratch _files = new();
    private readonly KnownServers _known;

    public KnownServersTests() => _known = new KnownServers(Path.Combine(_files.Root, "config", "sealane", "known_servers"));

    public void Dispose() => _files.Dispose();

    private static KnownServer Server(string host, int port, string? hash = null) =>
        new() { Host = host, Port = port, Pins = [TrustCase.Pin("spki-sha256:" + (hash ?? Hash))], Comment = "added 2026-06-01" };

    [Fact]
    public async Task What_was_added_is_found_until_it_is_removed_and_ports_are_apart()
    {
        Assert.Empty(_known.List());
        await _known.AddAsync(Server("FTP.example", 21) with { Authorities = [[1, 2, 3]] });
        await _known.AddAsync(Server("ftp.example", 990));
        await _known.AddAsync(Server("::1", 21));
        await _known.AddAsync(Server("ftp.example", 990));
        Assert.Equal(["ftp.example:21", "ftp.example:990", "[::1]:21"], _known.List().Select(server => server.Address));
        KnownServer found = _known.Find("ftp.EXAMPLE.", 21)!;
        Assert.Equal(("spki-sha256:" + Hash, "added 2026-06-01"), (Assert.Single(found.Pins).ToString(), found.Comment));
        Assert.Equal([1, 2, 3], Assert.Single(found.Authorities));
        Assert.Null(_known.Find("ftp.example", 22));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_known.Path));
        Assert.Equal(1, await _known.RemoveAsync("ftp.example", 990));
        Assert.Equal(0, await _known.RemoveAsync("ftp.example", 990));
        Assert.Equal(1, await _known.RemoveAsync("FTP.example", null));
        Assert.Equal(["[::1]:21"], _known.List().Select(server => server.Address));
    }

    [Fact]
    public async Task Lines_that_people_or_later_versions_wrote_stay()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_known.Path)!);
        string[] others = ["# mine", "", "@later thing", "not/an/address x", $"h:21 future:abc spki-sha256:{Hash}  # by hand"];
        await File.WriteAllTextAsync(_known.Path, string.Join("\r\n", others));
        await _known.AddAsync(Server("new.example", 21));
        string[] after = await File.ReadAllLinesAsync(_known.Path);
        Assert.Equal(others, after[..^1]);
        Assert.StartsWith("new.example:21 spki-sha256:", after[^1], StringComparison.Ordinal);
        Assert.Equal("by hand", _known.Find("h", 21)!.Comment);
    }

    [Fact]
    public async Task Parallel_writers_lose_no_line()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() => new KnownServers(_known.Path).AddAsync(Server($"h{n}.example", 21)).AsTask())));
        Assert.Equal(40, _known.List().Count);
        Assert.Equal(["known_servers", "known_servers.lock"], Directory.GetFiles(Path.GetDirectoryName(_known.Path)!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_file_that_others_may_write_is_refused_with_the_command(UnixFileMode extra)
    {
        await _known.AddAsync(Server("ftp.example", 21));
        File.SetUnixFileMode(_known.Path, File.GetUnixFileMode(_known.Path) | extra);
        Assert.Contains($"chmod go-w {_known.Path}", Assert.Throws<TrustStoreException>(() => _known.Find("ftp.example", 21)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TrustStoreException>(async () => await _known.AddAsync(Server("x.example", 21)));
        using Issued own = Issued.Server(DateTimeOffset.UtcNow, null, ["ftp.example"]);
        TrustVerdict verdict = await TrustCase.JudgeAsync(new ServerTrustOptions { KnownServers = _known, Ask = (_, _) => throw new InvalidOperationException("asked") }, "ftp.example", own);
        TrustCase.Refused(TrustProblem.CannotJudge, verdict, "chmod go-w");
    }

    [Fact]
    public async Task Certificates_and_broken_hosts_are_never_noted()
    {
        KnownServer leaf = Server("ftp.example", 21) with { Pins = [TrustCase.Pin(new string('a', 64))] };
        Assert.Contains("changes at every renewal", (await Assert.ThrowsAsync<ArgumentException>(async () => await _known.AddAsync(leaf))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await _known.AddAsync(Server("evil\nbank.example:21", 21)));
        await _known.AddAsync(Server("ftp.example", 21) with { Comment = "a\nbank.example:21 spki-sha256:" + Hash });
        Assert.Single(_known.List());
    }

    [Theory]
    [InlineData("@revoked")]
    [InlineData("@revoked spki-sha256:short")]
    public void A_damaged_revocation_is_not_passed_over(string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_known.Path)!);
        File.WriteAllText(_known.Path, "# first\n" + line + "\n");
        Assert.Contains("line 2", Assert.Throws<TrustStoreException>(() => _known.ListRevoked()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:{0}", PinKind.Key)]
    [InlineData("sha256//{0}", PinKind.Key)]
    [InlineData("spki-sha256:{0}", PinKind.Key)]
    [InlineData("ca-sha256:{0}", PinKind.Authority)]
    [InlineData("leaf-sha256:{1}", PinKind.Certificate)]
    [InlineData("{1}", PinKind.Certificate)]
    [InlineData("sha256:{1}", PinKind.Certificate)]
    [InlineData("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33", PinKind.CertificateSha1)]
    public void Pins_are_read(string format, PinKind kind)
    {
        CertificatePin pin = TrustCase.Pin(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, Hash, string.Join(':', Enumerable.Repeat("0A", 32))));
        Assert.Equal(kind, pin.Kind);
        Assert.Equal(pin, TrustCase.Pin(pin.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:abc=")]
    [InlineData("ca-sha256:0a0a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_pin_is_not(string text) => Assert.False(CertificatePin.TryParse(text, out _));
}
