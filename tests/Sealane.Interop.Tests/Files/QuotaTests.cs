using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Files;

/// <summary>A real quota that an upload meets: a subvolume of btrfs, whose limit holds for root too and needs no quota support beside the file system's own.</summary>
public sealed class QuotaTests
{
    [Theory]
    [InlineData("upload_mode=atomic")]
    [InlineData("upload_mode=atomic\nupload_sync=YES")]
    public async Task An_upload_beyond_the_quota_is_refused_and_costs_nothing(string settings)
    {
        SystemUser.Require();
        string mkfs = Require("mkfs.btrfs"), btrfs = Require("btrfs");
        await using Site site = await Site.OpenAsync(settings);
        string image = site.LocalPath("image"), disk = Directory.CreateDirectory(site.HomePath("disk")).FullName, limited = Path.Combine(disk, "limited");
        (await Tool.RunAsync("/usr/bin/truncate", ["-s", "160M", image])).Succeeded();
        (await Tool.RunAsync(mkfs, ["-q", "-m", "single", image])).Succeeded();
        ToolRun mount = await Tool.RunAsync("/bin/mount", ["-o", "loop", image, disk]);
        Assert.SkipUnless(mount.ExitCode == 0, "btrfs cannot be mounted here: " + mount.Error);
        try
        {
            (await Tool.RunAsync(btrfs, ["quota", "enable", disk])).Succeeded();
            (await Tool.RunAsync(btrfs, ["subvolume", "create", limited])).Succeeded();
            (await Tool.RunAsync(btrfs, ["qgroup", "limit", "1M", limited])).Succeeded();
            string old = Path.Combine(limited, "old");
            File.WriteAllText(old, "precious");
            (await Tool.RunAsync("/bin/sync", ["-f", old])).Succeeded();

            string[] answers = await Lines.AskAsync(
                site, "CWD disk/limited", ">3000000 STOR old", "SIZE old", ">3000000 STOR new", "SIZE new", ">3000000 STOU", "< RETR old", "< NLST -a", "NOOP");
            Assert.All(new[] { 1, 3, 5 }, i => Assert.EndsWith("552 The quota is used up.", answers[i], StringComparison.Ordinal));
            Assert.Equal("213 8", answers[2]);
            Assert.StartsWith("550", answers[4], StringComparison.Ordinal);
            Assert.Contains("[precious]", answers[6], StringComparison.Ordinal);
            Assert.Contains("[. | .. | old | ]", answers[7], StringComparison.Ordinal);
            Assert.StartsWith("200", answers[8], StringComparison.Ordinal); // the session goes on
            Assert.Equal([old], Directory.GetFileSystemEntries(limited));
            Assert.Equal("precious", File.ReadAllText(old));

            // What was given up is free again.
            (await Tool.RunAsync(btrfs, ["filesystem", "sync", disk])).Succeeded();
            Assert.EndsWith("226 Transfer complete.", (await Lines.AskAsync(site, ">500000 STOR disk/limited/fits"))[0], StringComparison.Ordinal);
            Assert.Equal(500_000, new FileInfo(Path.Combine(limited, "fits")).Length);

            // btrfs does not cut a file off at its quota, so that what was appended may stay; what was there before does in any case.
            answers = await Lines.AskAsync(site, ">3000000 APPE disk/limited/old", "NOOP");
            Assert.EndsWith("552 The quota is used up.", answers[0], StringComparison.Ordinal);
            Assert.StartsWith("200", answers[1], StringComparison.Ordinal);
            Assert.StartsWith("precious", File.ReadAllText(old), StringComparison.Ordinal);
        }
        finally
        {
            (await Tool.RunAsync("/bin/umount", ["-l", disk])).Succeeded();
        }
    }

    private static string Require(string program)
    {
        string? found = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(found is not null, $"{program} is not installed, which this test has its quota from: apt-get install btrfs-progs");
        return found!;
    }
}
