using System.Globalization;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Files;

/// <summary>Options that change what listings look like, and where paths begin.</summary>
public sealed class ListingOptionTests
{
    [Fact]
    public async Task A_tree_is_listed_whole_and_no_link_is_followed()
    {
        await using Site site = await Site.OpenAsync("ls_recurse_enable=YES");
        Directory.CreateDirectory(site.HomePath("a/b/c"));
        Directory.CreateDirectory(site.HomePath("with space"));
        File.WriteAllText(site.HomePath("a/b/c/deep"), "x");
        File.WriteAllText(site.HomePath("top"), "x");
        File.CreateSymbolicLink(site.HomePath("a/b/loop"), "..");
        string[] answers = await Lines.AskAsync(site, "< NLST -R", "< NLST -R a", "< LIST -R a/b", "STAT -R a/b/c");
        Assert.Contains(
            "[.: | a | top | with space |  | ./a: | ./a/b |  | ./a/b: | ./a/b/c | ./a/b/loop |  | ./a/b/c: | ./a/b/c/deep |  | ./with space: | ]", answers[0], StringComparison.Ordinal);
        Assert.Contains("[a: | a/b |  | a/b: | a/b/c | a/b/loop |  | a/b/c: | a/b/c/deep | ]", answers[1], StringComparison.Ordinal);
        Assert.Matches(@"\[a/b: \| d\S+ [^|]* c \| l\S+ [^|]* loop -> \.\. \|  \| a/b/c: \| -\S+ [^|]* deep \| \] 226 ", answers[2]);
        Assert.Matches(@"a/b/c: \| d[^|]* \. \| d[^|]* \.\. \| -[^|]* deep \| 21\d End of status$", answers[3]);

        ToolRun run = await Tool.RunAsync(
            "lftp", ["-u", $"{Site.User},{Site.Password}", "-p", Site.Text(site.Port), "-e", $"set ftp:ssl-force true; set ssl:ca-file {site.Authority}; ls -R; bye", "localhost"]);
        Assert.Contains("./a/b/c:\n-rw", run.Succeeded(), StringComparison.Ordinal);
        run = await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", site.Authority, "-u", Site.Credentials, "-X", "LIST -R", $"ftp://localhost:{Site.Text(site.Port)}/"]);
        Assert.Contains("./a/b/c:", run.Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_is_too_deep_is_cut_off_and_said_to_be()
    {
        await using Site site = await Site.OpenAsync("ls_recurse_enable=YES");
        Directory.CreateDirectory(site.HomePath(string.Join('/', Enumerable.Repeat("d", 120))));
        string[] answers = await Lines.AskAsync(site, "< NLST -R", "< NLST");
        Assert.Contains("451 The listing was cut off", answers[0], StringComparison.Ordinal);
        Assert.Equal(101, answers[0].Split(": | ").Length - 1); // the top, and a hundred below it
        Assert.EndsWith("226 Directory send OK.", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_option_R_is_a_letter_without_meaning()
    {
        await using Site site = await Site.OpenAsync();
        Directory.CreateDirectory(site.HomePath("a/b"));
        Assert.Contains("[a | ]", (await Lines.AskAsync(site, "< NLST -R"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_time_is_shown_by_LIST_and_MDTM_and_never_by_facts()
    {
        await using Site site = await Site.OpenAsync("use_localtime=YES");
        File.WriteAllText(site.HomePath("file"), "x");
        File.SetLastWriteTimeUtc(site.HomePath("file"), new DateTime(2020, 1, 1, 3, 0, 0, DateTimeKind.Utc));
        DateTime recent = DateTime.UtcNow.Date.AddDays(-20).AddHours(3); // New York has yesterday still
        File.WriteAllText(site.HomePath("recent"), "x");
        File.SetLastWriteTimeUtc(site.HomePath("recent"), recent);
        await site.Daemon.StopAsync();
        System.Diagnostics.ProcessStartInfo start = DaemonProcess.StartInfo(["serve", site.ConfigPath], null);
        start.Environment["TZ"] = "America/New_York";
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(start, listeners: 4);
        string[] answers = await Lines.AskAsync(
            site, "< LIST file", "MDTM file", "MLST file", "STAT file", "< LIST recent", "MDTM 20200701120000 file", "MDTM file", "MLST file", "MFMT 20200101000000 file", "MLST file");
        Assert.Contains("Dec 31  2019 file", answers[0], StringComparison.Ordinal);
        Assert.Equal("213 20191231220000", answers[1]);
        Assert.Contains("modify=20200101030000;", answers[2], StringComparison.Ordinal);
        Assert.Contains("Dec 31  2019 file", answers[3], StringComparison.Ordinal);
        string local = TimeZoneInfo.ConvertTimeFromUtc(recent, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("MMM dd HH:mm", CultureInfo.InvariantCulture);
        Assert.Contains(local + " recent", answers[4], StringComparison.Ordinal);
        Assert.Equal("213 20200701120000", answers[6]);
        Assert.Contains("modify=20200701160000;", answers[7], StringComparison.Ordinal);
        Assert.Contains("modify=20200101000000;", answers[9], StringComparison.Ordinal);
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Owners_are_numbers_names_or_nobodys_business()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync("chroot_local_user=YES\ntext_userdb_names=YES\nforce_dot_files=YES");
        string user = site.Alice.Name;
        File.WriteAllText(Path.Combine(site.Alice.Home, ".dot"), "x");
        File.WriteAllText(Path.Combine(site.Alice.Home, "stranger"), "x");
        await SystemUser.AdministerAsync("/bin/chown", ["4012345:4012346", Path.Combine(site.Alice.Home, "stranger")]);
        string[] answers = await Lines.AllAsync(site.Site, user, SystemUser.Password, "> STOR own", "< LIST", "< NLST");
        Assert.Matches($@"-rw-------    1 {user} {user} +6 [^|]* own \|", answers[3]);
        Assert.Contains("1 root     root            1 ", answers[3], StringComparison.Ordinal);
        Assert.Contains("1 4012345  4012346         1 ", answers[3], StringComparison.Ordinal);
        Assert.Contains("[.dot | own | stranger | ]", answers[4], StringComparison.Ordinal);

        await using Site hidden = await Site.OpenAsync("hide_ids=YES\ntext_userdb_names=YES");
        File.WriteAllText(hidden.HomePath("file"), "x");
        Assert.Contains(" 1 ftp      ftp             1 ", (await Lines.AskAsync(hidden, "< LIST"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tilde_leads_home_and_to_other_users_homes()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync("tilde_user_enable=YES");
        SystemUser alice = site.Alice, bob = site.Bob;
        await SystemUser.AdministerAsync("/bin/chmod", ["755", bob.Home]);
        File.WriteAllText(Path.Combine(bob.Home, "file"), "bob's");
        await SystemUser.AdministerAsync("/bin/chmod", ["644", Path.Combine(bob.Home, "file")]);
        string[] answers = (await Lines.AllAsync(
            site.Site, alice.Name, SystemUser.Password, "CWD /tmp", "CWD ~", "PWD", $"CWD ~{bob.Name}", "PWD", $"< RETR ~{bob.Name}/file", $"< NLST ~{bob.Name}", "CWD ~sealane-nobody", "> STOR ~/mine",
            $"> STOR ~{bob.Name}/mine", "MDTM 20200101000000 ~/mine", "SITE CHMOD 640 ~/mine", "MKD ~sealane-nobody", "CWD ~/..", "PWD"))[2..];
        Assert.Contains($"\"{alice.Home}\"", answers[2], StringComparison.Ordinal);
        Assert.Contains($"\"{bob.Home}\"", answers[4], StringComparison.Ordinal);
        Assert.Contains("[bob's]", answers[5], StringComparison.Ordinal);
        Assert.Contains($"~{bob.Name}/file", answers[6], StringComparison.Ordinal);
        Assert.Equal(["550", "150", "553", "213", "200"], answers[7..12].Select(answer => answer[..3]));
        Assert.StartsWith("550", answers[12], StringComparison.Ordinal); // an ordinary name, in a directory of bob's
        Assert.Contains($"\"{site.Homes}\"", answers[14], StringComparison.Ordinal);
        Assert.Equal($"640 {alice.Id} {alice.Id}", await LocalUserSite.StatAsync(Path.Combine(alice.Home, "mine")));

        // In a jail there are no other users' homes.
        await using LocalUserSite jailed = await LocalUserSite.OpenAsync("tilde_user_enable=YES\nchroot_local_user=YES");
        answers = (await Lines.AllAsync(jailed.Site, jailed.Alice.Name, SystemUser.Password, $"CWD ~{jailed.Bob.Name}", $"MKD ~{jailed.Bob.Name}", "CWD ~", "PWD"))[2..];
        Assert.Equal(["550", $"257 \"/~{jailed.Bob.Name}\" created.", "250 Directory successfully changed.", "257 \"/\" is the current directory"], [answers[0][..3], .. answers[1..]]);
    }
}
