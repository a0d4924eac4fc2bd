using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Files;

/// <summary>deny_file, hide_file, upload_file and download_file, from outside.</summary>
public sealed class NameRuleTests
{
    [Fact]
    public async Task No_verb_reaches_what_deny_file_closes()
    {
        await using Site site = await Site.OpenAsync("deny_file={*.key,secret*}");
        Directory.CreateDirectory(site.HomePath("secret/in"));
        Directory.CreateDirectory(site.HomePath("open"));
        File.WriteAllText(site.HomePath("secret/file"), "hidden");
        File.WriteAllText(site.HomePath("open/file"), "seen");
        File.WriteAllText(site.HomePath("open/my.key"), "hidden");
        File.CreateSymbolicLink(site.HomePath("open/link"), "../secret/file");
        File.CreateSymbolicLink(site.HomePath("way"), "secret");
        string[] names = ["secret/file", "/secret//file", "./open/../secret/file", "open/my.key", "//open/./my.key", "open/link", "way/file", "secret/../secret/file", "~/secret/file"];
        List<string> lines = [];
        foreach (string name in names)
        {
            lines.AddRange([
                $"< RETR {name}", $"> STOR {name}", $"> APPE {name}", $"SIZE {name}", $"MDTM {name}", $"MDTM 20200101000000 {name}", $"MFMT 20200101000000 {name}", $"MLST {name}",
                $"STAT {name}", $"HASH {name}", $"SITE CHMOD 777 {name}", $"< LIST {name}", $"< NLST {name}", $"RNFR {name}", $"CWD {name}", $"MKD {name}/x", $"RMD {name}",
            ]);
            if (!name.EndsWith("link", StringComparison.Ordinal))
            {
                lines.Add($"DELE {name}");
            }
        }

        lines.AddRange(["CWD secret", "CWD way", "CWD secret/in", "< LIST secret", "< MLSD secret", "< MLSD way", "STAT secret", "RMD secret/in", "MKD secret2", "MKD new.key", "> STOR new.key", "> STOU a.key"]);
        string[] answers = await Lines.AskAsync(site, [.. lines]);
        for (int i = 0; i < lines.Count; i++)
        {
            // STOU puts something behind the name, so that it is another one.
            Assert.True(answers[i].StartsWith("55", StringComparison.Ordinal) == (lines[i] != "> STOU a.key"), $"{lines[i]}: {answers[i]}");
        }

        // What is open may be renamed, but not to something closed; a directory takes nothing closed into the open.
        answers = await Lines.AskAsync(
            site, "RNFR open/file", "RNTO open/x.key", "RNFR open/file", "RNTO secret/x", "RNFR open", "RNTO other", "< RETR other/my.key", "< RETR other/file", "< NLST other", "CWD other", "< RETR my.key");
        Assert.Equal(["350", "550", "350", "550", "350", "250", "550", "150", "150", "250", "550"], answers.Select(answer => answer[..3]));
        Assert.Contains("[seen]", answers[7], StringComparison.Ordinal);
        Assert.Contains("other/my.key", answers[8], StringComparison.Ordinal);
        Assert.Equal("hidden", File.ReadAllText(site.HomePath("secret/file")));
        Assert.Equal("hidden", File.ReadAllText(site.HomePath("other/my.key")));
    }

    [Fact]
    public async Task Hidden_names_are_in_no_listing_and_can_be_used()
    {
        await using Site site = await Site.OpenAsync("hide_file={*.tmp,draft*}\nls_recurse_enable=YES");
        Directory.CreateDirectory(site.HomePath("drafts"));
        Directory.CreateDirectory(site.HomePath("d"));
        foreach (string name in new[] { "a.txt", "a.tmp", "drafts/x", "d/b.tmp", "d/b.txt" })
        {
            File.WriteAllText(site.HomePath(name), "text");
        }

        string[] answers = await Lines.AskAsync(
            site, "< LIST", "< LIST -a", "< NLST", "< MLSD", "STAT /", "< LIST a.tmp", "< NLST *", "< LIST -R", "< NLST -R d", "< RETR a.tmp", "SIZE a.tmp", "MLST a.tmp", "CWD drafts", "< NLST", "DELE x");
        Assert.All(answers[..9], answer => Assert.DoesNotContain("tmp", answer, StringComparison.Ordinal));
        Assert.All(answers[..9], answer => Assert.DoesNotContain("draft", answer, StringComparison.Ordinal));
        Assert.All(answers[..5], answer => Assert.Contains("a.txt", answer, StringComparison.Ordinal));
        Assert.Contains("[text]", answers[9], StringComparison.Ordinal);
        Assert.Equal(["213 4", "250", "250"], [answers[10], answers[11][..3], answers[12][..3]]);
        Assert.Contains("[x | ]", answers[13], StringComparison.Ordinal);
        Assert.StartsWith("250", answers[14], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_and_downloads_of_some_names_only()
    {
        await using Site site = await Site.OpenAsync("deny_file=evil\nupload_file={*.txt,*.zip}\ndownload_file=*.txt");
        File.WriteAllText(site.HomePath("data.bin"), "bytes");
        string[] answers = await Lines.AskAsync(
            site, "> STOR a.txt", "> STOR a.txt.php", "> APPE b.php", "> STOU c", "> STOR evil.txt", "> STOR d.zip", "< RETR a.txt", "< RETR d.zip", "< RETR data.bin", "HASH data.bin", "RNFR a.txt", "RNTO a.php",
            "RNFR a.txt", "RNTO b.txt", "MKD directory", "SIZE data.bin", "DELE data.bin");
        Assert.Equal(
            ["150", "553", "553", "553", "553", "150", "150", "550", "550", "550", "350", "550", "350", "250", "257", "213", "250"],
            answers.Select(answer => answer[..3]));
        Assert.Equal(["b.txt", "d.zip", "directory"], Directory.GetFileSystemEntries(site.Home).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("YES")]
    [InlineData("NO")]
    public async Task They_hold_for_system_users_and_the_way_home_is_open(string jailed)
    {
        // Every home lies below a directory whose name is closed.
        await using LocalUserSite site = await LocalUserSite.OpenAsync($"chroot_local_user={jailed}\ndeny_file={{secret*,sealane-*}}\ndirmessage_enable=YES");
        string home = site.Alice.Home;
        Directory.CreateDirectory(Path.Combine(home, "secret"));
        Directory.CreateDirectory(Path.Combine(home, "open"));
        File.WriteAllText(Path.Combine(home, "secret", "file"), "hidden");
        File.WriteAllText(Path.Combine(home, ".message"), "Hello.");
        File.CreateSymbolicLink(Path.Combine(home, "link"), "secret/file");
        (await Tool.RunAsync("/bin/chown", ["-Rh", site.Alice.Name, home])).Succeeded();
        string[] answers = await Lines.AllAsync(
            site.Site, site.Alice.Name, SystemUser.Password, "> STOR mine", "< RETR secret/file", "< RETR link", "CWD secret", "CWD open", "> STOR here", "CWD ~", $"CWD {site.Bob.Home}", "CWD /", "CWD ~/open");
        Assert.Equal("230-Hello. | 230 Login successful.", answers[1]);
        Assert.Equal(["150", "550", "550", "550", "250", "150", "250", "550", "250", "250"], answers[2..].Select(answer => answer[..3]));
    }
}
