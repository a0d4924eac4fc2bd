using System.Globalization;

namespace Sealane.Interop.Tests.LocalUsers;

/// <summary>Whose files are whose, decided by the kernel, seen from outside.</summary>
public sealed class LocalUserFileTests
{
    [Fact]
    public async Task Umask_groups_and_denials_are_the_systems()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync("local_umask=027");
        SystemUser alice = site.Alice, bob = site.Bob;
        string team = await site.MakeGroupAsync(alice, bob);
        string shared = Path.Combine(site.Homes, "shared");
        Directory.CreateDirectory(shared);
        await SystemUser.AdministerAsync("/bin/chown", [$"root:{team}", shared]);
        await SystemUser.AdministerAsync("/bin/chmod", ["2770", shared]);
        string gid = (await LocalUserSite.StatAsync(shared)).Split(' ')[2];
        string file = site.Site.LocalFile("data", 5000);

        // Not jailed: paths are the system's, and the session begins at home.
        Assert.Contains($"257 \"{alice.Home}\" is the current directory", (await CurlAsync(alice, "-v", "-Q", "PWD", site.Url(""))).Error, StringComparison.Ordinal);
        (await CurlAsync(alice, "-T", file, site.Url("data"))).Succeeded();
        (await CurlAsync(alice, "-Q", "MKD directory", site.Url(""))).Succeeded();
        Assert.Equal($"640 {alice.Id} {alice.Group}", await LocalUserSite.StatAsync(Path.Combine(alice.Home, "data")));
        Assert.Equal($"750 {alice.Id} {alice.Group}", await LocalUserSite.StatAsync(Path.Combine(alice.Home, "directory")));

        // What a supplementary group opens is open, and a set-group-id directory hands its group down.
        (await CurlAsync(alice, "-T", file, site.Url($"/{shared}/alices"))).Succeeded();
        (await CurlAsync(alice, "-Q", $"MKD {shared}/sub", site.Url(""))).Succeeded();
        Assert.Equal($"640 {alice.Id} {gid}", await LocalUserSite.StatAsync(Path.Combine(shared, "alices")));
        Assert.Equal($"2750 {alice.Id} {gid}", await LocalUserSite.StatAsync(Path.Combine(shared, "sub")));
        (await CurlAsync(bob, "-o", site.Site.LocalPath("bobs"), site.Url($"/{shared}/alices"))).Succeeded();
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(site.Site.LocalPath("bobs")));
        (await CurlAsync(bob, "-T", file, site.Url($"/{shared}/alices"))).Failed("55");

        // What is another's is closed: file, directory, the system's own secrets.
        await SystemUser.AdministerAsync("/bin/chmod", ["755", alice.Home]);
        await SystemUser.AdministerAsync("/bin/chmod", ["600", Path.Combine(alice.Home, "data")]);
        (await CurlAsync(bob, site.Url($"/{alice.Home}/data"))).Failed("550");
        (await CurlAsync(bob, "-T", file, site.Url($"/{alice.Home}/data"))).Failed("55");
        (await CurlAsync(bob, "-Q", $"DELE {alice.Home}/data", site.Url(""))).Failed("550");
        (await CurlAsync(bob, "-Q", $"RNFR {alice.Home}/data", "-Q", $"RNTO {bob.Home}/mine", site.Url(""))).Failed("550");
        (await CurlAsync(bob, "-Q", $"CWD {alice.Home}/directory", site.Url(""))).Failed("550");
        (await CurlAsync(bob, "-Q", $"SITE CHMOD 777 {alice.Home}/data", site.Url(""))).Failed("550");
        (await CurlAsync(bob, site.Url("//etc/shadow"))).Failed("550");
        (await CurlAsync(bob, "-T", file, site.Url("//etc/sealane-test"))).Failed("553");
        (await CurlAsync(alice, "-o", site.Site.LocalPath("back"), site.Url("data"))).Succeeded();

        Task<ToolRun> CurlAsync(SystemUser user, params string[] words) => site.CurlAsync(user.Credentials, words);
    }

    [Fact]
    public async Task A_jailed_user_sees_his_home_and_nothing_else()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync();
        File.CreateSymbolicLink(Path.Combine(site.Alice.Home, "out"), "/etc/hostname");
        Assert.Contains("257 \"/\"", (await site.CurlAsync(site.Alice.Credentials, "-v", "-Q", "PWD", site.Url(""))).Error, StringComparison.Ordinal);
        (await site.CurlAsync(site.Alice.Credentials, site.Url("//etc/passwd"))).Failed("curl: (9)");
        (await site.CurlAsync(site.Alice.Credentials, site.Url("out"))).Failed("curl: (");
    }

    [Fact]
    public async Task Two_users_at_once_under_load_never_own_or_read_each_others_files()
    {
        const int rounds = 60;
        await using LocalUserSite site = await LocalUserSite.OpenAsync();
        SystemUser[] users = [site.Alice, site.Bob];
        Dictionary<SystemUser, string> texts = users.ToDictionary(user => user, user => string.Concat(Enumerable.Repeat($"only {user.Name} reads this\n", 2000)));
        foreach (SystemUser user in users)
        {
            File.WriteAllText(site.Site.LocalPath(user.Name), texts[user]);
        }

        // Six clients of each user; each uploads, lists, renames, makes and removes directories, downloads and deletes over one connection.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 12),
            new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = TestContext.Current.CancellationToken },
            async (client, _) =>
            {
                SystemUser user = users[client % 2];
                string source = site.Site.LocalPath(user.Name), back = site.Site.LocalPath($"back-{client}");
                IEnumerable<string> script = Enumerable.Range(0, rounds / 6).Select(round =>
                {
                    string name = $"f{client}-{round}", directory = $"d{client}-{round}";
                    return $"put {source} -o {name}.new\nls\nmv {name}.new {name}\nmkdir {directory}\nput {source} -o {directory}/inner\nget {name} -o {back}-{round}\n"
                        + $"mkdir {directory}-gone\nrmdir {directory}-gone\nput {source} -o gone-{client}\nrm gone-{client}\nchmod 600 {name}\ncls -1 {directory}";
                });
                string lines = $"set ftp:ssl-force true\nset ssl:ca-file {site.Site.Authority}\nset cmd:fail-exit yes\nset net:max-retries 2\n"
                    + $"open -u {user.Name},{SystemUser.Password} -p {Site.Text(site.Site.Port)} localhost\n{string.Join('\n', script)}\nbye\n";
                (await Tool.RunAsync("lftp", ["-f", Write(site, $"script-{client}", lines)])).Succeeded();
                Assert.All(Enumerable.Range(0, rounds / 6), round => Assert.Equal(texts[user], File.ReadAllText($"{back}-{round}")));
            });

        foreach (SystemUser user in users)
        {
            string id = user.Id.ToString(CultureInfo.InvariantCulture), gid = user.Group.ToString(CultureInfo.InvariantCulture);
            string strangers = (await Tool.RunAsync("/usr/bin/find", [user.Home, "(", "-not", "-uid", id, "-o", "-not", "-gid", gid, ")"])).Succeeded();
            Assert.Equal("", strangers);
            string[] files = Directory.GetFiles(user.Home, "*", SearchOption.AllDirectories);
            Assert.Equal(rounds * 2, files.Length);
            Assert.All(files, file => Assert.Equal(texts[user], File.ReadAllText(file)));
            string open = (await Tool.RunAsync("/usr/bin/find", [user.Home, "-type", "f", "-not", "-perm", "600"])).Succeeded();
            Assert.Equal("", open);
        }
    }

    private static string Write(LocalUserSite site, string name, string text)
    {
        string path = site.Site.LocalPath(name);
        File.WriteAllText(path, text);
        return path;
    }
}
