namespace Sealane.Interop.Tests.Files;

/// <summary>Greetings, and what directories say.</summary>
public sealed class MessageTests
{
    [Fact]
    public async Task A_banner_file_is_shown_line_by_line()
    {
        using var scratch = new ScratchDirectory();
        string banner = scratch.File("banner");
        File.WriteAllText(banner, "Welcome\r\n226 Transfer complete.\n\n\tGr\u00fc\u00dfe \u001b[31m\nlast");
        await using Site site = await Site.OpenAsync($"banner_file={banner}\nftpd_banner=not this");
        string[] answers = await Lines.AllAsync(site, Site.User, Site.Password);
        Assert.Equal("220-Welcome | 220-226 Transfer complete. | 220- | 220- Gr\u00fc\u00dfe ?[31m | 220-last | 220 ", answers[0]);

        // Clients take it for one reply.
        (await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", site.Authority, "-u", Site.Credentials, $"ftp://localhost:{Site.Text(site.Port)}/"])).Succeeded();
    }

    [Fact]
    public async Task A_banner_is_the_greeting()
    {
        await using Site site = await Site.OpenAsync("ftpd_banner=Files of Example & Sons, 24 hours.");
        Assert.Equal("220 Files of Example & Sons, 24 hours.", (await Lines.AllAsync(site, Site.User, Site.Password))[0]);
    }

    [Fact]
    public async Task Directories_speak_once_and_cannot_forge_a_reply()
    {
        await using Site site = await Site.OpenAsync("dirmessage_enable=YES");
        foreach (string directory in new[] { "d/sub", "long", "odd", "out" })
        {
            Directory.CreateDirectory(site.HomePath(directory));
        }

        File.WriteAllText(site.HomePath(".message"), "At home.\n");
        File.WriteAllText(site.HomePath("d/.message"), "first\r\n250 Directory successfully changed.\n226 x\n\n\u0001\u001b\u0085end");
        File.WriteAllText(site.HomePath("long/.message"), new string('x', 3999) + "\u00fc" + new string('y', 1000));
        File.WriteAllBytes(site.HomePath("odd/.message"), [(byte)'G', (byte)'r', 0xFC, 0xDF, (byte)'e', 0xFF, 0xF4]);
        File.WriteAllText(site.LocalPath("secret"), "not yours");
        File.CreateSymbolicLink(site.HomePath("out/.message"), site.LocalPath("secret"));
        string[] answers = await Lines.AllAsync(site, Site.User, Site.Password, "CWD d", "CWD sub", "CDUP", "CWD /", "CWD long", "CWD /odd", "CWD /out", "CWD /d/sub/..", "< RETR /d/.message");
        Assert.Equal("230-At home. | 230 Login successful.", answers[1]);
        const string last = "250 Directory successfully changed.";
        Assert.Equal($"250-first | 250-250 Directory successfully changed. | 250-226 x | 250- | 250-???end | {last}", answers[2]);
        Assert.Equal([last, last, last], answers[3..6]);
        Assert.Equal($"250-{new string('x', 3999)} | {last}", answers[6]);
        Assert.Equal($"250-Gr\u00fc\u00dfe\u00ff\u00f4 | {last}", answers[7]);
        Assert.Equal([last, last], answers[8..10]);
        Assert.StartsWith("150", answers[10], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_nothing_is_said_and_the_file_may_be_called_otherwise()
    {
        await using Site silent = await Site.OpenAsync();
        File.WriteAllText(silent.HomePath(".message"), "At home.\n");
        Assert.Equal("230 Login successful.", (await Lines.AllAsync(silent, Site.User, Site.Password))[1]);
        await using Site other = await Site.OpenAsync("dirmessage_enable=YES\nmessage_file=NOTICE.txt");
        File.WriteAllText(other.HomePath("NOTICE.txt"), "Read this.\n");
        Assert.Equal("230-Read this. | 230 Login successful.", (await Lines.AllAsync(other, Site.User, Site.Password))[1]);
    }
}
