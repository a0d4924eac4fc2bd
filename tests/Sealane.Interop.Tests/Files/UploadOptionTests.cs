using System.Runtime.Versioning;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Files;

/// <summary>Options that say how uploads come to be, and what a disk that refuses is told as.</summary>
[SupportedOSPlatform("linux")]
public sealed class UploadOptionTests
{
    [Theory]
    [InlineData("local_umask=022", 0b110_100_100, 0b111_101_101)]
    [InlineData("local_umask=027\nfile_open_mode=0777", 0b111_101_000, 0b111_101_000)]
    [InlineData("", 0b110_000_000, 0b111_000_000)]
    public async Task New_files_have_the_mode_that_is_configured(string settings, int file, int directory)
    {
        foreach (string mode in new[] { "atomic", "inplace" })
        {
            await using Site site = await Site.OpenAsync($"upload_mode={mode}\n{settings}");
            Assert.Equal(["150", "257", "150"], (await Lines.AskAsync(site, "> STOR file", "MKD directory", "> STOU file")).Select(answer => answer[..3]));
            Assert.All(Directory.GetFiles(site.Home), path => Assert.Equal((UnixFileMode)file, File.GetUnixFileMode(path)));
            Assert.Equal((UnixFileMode)directory, File.GetUnixFileMode(site.HomePath("directory")));
        }
    }

    [Theory]
    [InlineData("atomic", "NO")]
    [InlineData("atomic", "YES")]
    [InlineData("inplace", "NO")]
    [InlineData("inplace", "YES")]
    public async Task A_failed_upload_leaves_what_is_configured(string mode, string delete)
    {
        await using Site site = await Site.OpenAsync($"upload_mode={mode}\ndelete_failed_uploads={delete}");
        string[] answers = await Lines.AskAsync(site, "!100000 STOR cut", "SIZE cut");
        Assert.Contains(" 426 ", answers[0], StringComparison.Ordinal);
        Assert.StartsWith(delete == "YES" ? "550" : "213", answers[1], StringComparison.Ordinal);
        Assert.Equal(delete == "YES" ? 0 : 1, Directory.GetFileSystemEntries(site.Home).Length);
    }

    [Fact]
    public async Task Names_of_STOU_cannot_be_guessed_and_are_told()
    {
        await using Site site = await Site.OpenAsync("better_stou=YES\nutf8_filesystem=YES");
        string[] answers = await Lines.AskAsync(site, "> STOU b\u00e4r", "> STOU b\u00e4r", "> STOU");
        string[] names = [.. Directory.GetFiles(site.Home).Select(path => Path.GetFileName(path)!)];
        Assert.Equal(3, names.Length);
        Assert.All(answers, answer => Assert.Contains(names, name => answer.Contains($"FILE: {name} ", StringComparison.Ordinal)));
        Assert.Equal(2, names.Count(name => System.Text.RegularExpressions.Regex.IsMatch(name, "^b\u00e4r\\.[a-z0-9]{6}$")));
    }

    [Theory]
    [InlineData("YES", "450")]
    [InlineData("NO", "150")]
    public async Task A_file_that_is_being_written_in_place_is_locked(string locks, string second)
    {
        await using Site site = await Site.OpenAsync($"upload_mode=inplace\nlock_upload_files={locks}");
        using var holder = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "/usr/bin/flock", [site.HomePath("file"), "/bin/sh", "-c", "echo locked; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("locked", await holder.StandardOutput.ReadLineAsync());
            Assert.StartsWith(second, (await Lines.AskAsync(site, "> STOR file"))[0], StringComparison.Ordinal);
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_disk_that_is_full_refuses_and_keeps_the_old_file()
    {
        SystemUser.Require();
        await using Site site = await Site.OpenAsync();
        string full = Directory.CreateDirectory(site.HomePath("full")).FullName;
        ToolRun mount = await Tool.RunAsync("/bin/mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", full]);
        Assert.SkipUnless(mount.ExitCode == 0, "a file system cannot be mounted here");
        try
        {
            File.WriteAllText(Path.Combine(full, "old"), "precious");
            string[] answers = await Lines.AskAsync(site, ">1000000 STOR full/old", ">1000000 STOR full/new", ">1000000 APPE full/old", "ALLO 1000000", "CWD full", "ALLO 1000000", "< RETR old");
            Assert.All(answers[..3], answer => Assert.Contains(" 452 The disk is full.", answer, StringComparison.Ordinal));
            Assert.StartsWith("452", answers[5], StringComparison.Ordinal);
            Assert.Contains("[precious]", answers[6], StringComparison.Ordinal);
            Assert.Equal(["old"], Directory.GetFileSystemEntries(full).Select(Path.GetFileName));
            (await Tool.RunAsync("/bin/mount", ["-o", "remount,ro", full])).Succeeded();
            answers = await Lines.AskAsync(site, "> STOR full/old", "> STOR full/new", "MKD full/d", "DELE full/old", "RNFR full/old", "RNTO full/x", "SITE CHMOD 600 full/old", "RNFR full/old", "RNTO moved");
            Assert.Equal(["550", "550", "550", "550", "350", "550", "550", "350", "550"], answers.Select(answer => answer[..3]));
            Assert.All(answers.Where(answer => answer[0] == '5').SkipLast(1), answer => Assert.Contains("read-only", answer, StringComparison.Ordinal));
        }
        finally
        {
            (await Tool.RunAsync("/bin/umount", ["-l", full])).Succeeded();
        }
    }

    [Fact]
    public async Task A_file_at_the_file_systems_limit_does_not_grow()
    {
        SystemUser.Require();
        Assert.SkipUnless(File.Exists("/sbin/mkfs.ext4"), "mkfs.ext4 is not installed: apt-get install e2fsprogs");
        await using Site site = await Site.OpenAsync();
        string image = site.LocalPath("image"), disk = Directory.CreateDirectory(site.HomePath("disk")).FullName;
        (await Tool.RunAsync("/usr/bin/truncate", ["-s", "16M", image])).Succeeded();
        (await Tool.RunAsync("/sbin/mkfs.ext4", ["-q", "-b", "4096", image])).Succeeded();
        ToolRun mount = await Tool.RunAsync("/bin/mount", ["-o", "loop", image, disk]);
        Assert.SkipUnless(mount.ExitCode == 0, "ext4 cannot be mounted here: " + mount.Error);
        try
        {
            // A page below the largest size of a file there.
            (await Tool.RunAsync("/usr/bin/truncate", ["-s", "17592186036224", Path.Combine(disk, "huge")])).Succeeded();
            string[] answers = await Lines.AskAsync(site, ">100000 APPE disk/huge", "SIZE disk/huge", "NOOP");
            Assert.EndsWith(" 552 The file is too large for the file system.", answers[0], StringComparison.Ordinal);
            Assert.Equal("213 17592186036224", answers[1]);
            Assert.StartsWith("200", answers[2], StringComparison.Ordinal);
        }
        finally
        {
            (await Tool.RunAsync("/bin/umount", ["-l", disk])).Succeeded();
        }
    }

    [Fact]
    public async Task Names_that_lead_nowhere_are_refused_for_what_they_are()
    {
        await using Site site = await Site.OpenAsync();
        File.WriteAllText(site.HomePath("file"), "x");
        Directory.CreateDirectory(site.HomePath("directory"));
        File.CreateSymbolicLink(site.HomePath("loop"), "loop");
        string longName = new('n', 300);
        string[] lines = [$"> STOR {longName}", $"MKD {longName}", $"< RETR {longName}", "> STOR file/x", "MKD file/x", "< RETR directory", "> STOR directory", "DELE directory", "RMD file", "CWD file",
            "< RETR loop", "> STOR loop", "CWD loop", "RNFR directory", "RNTO directory/inner", "> STOR missing/x", "MKD directory"];
        string[] answers = await Lines.AskAsync(site, lines);
        Assert.Equal(
            ["553", "553", "553", "553", "550", "550", "553", "550", "550", "550", "550", "553", "550", "350", "553", "553", "550"],
            answers.Select(answer => answer[..3]));
        foreach ((int line, string words) in new[] { (0, "too long"), (3, "ot a directory"), (5, "is a directory"), (6, "is a directory"), (7, "is a directory"), (10, "link"), (16, "exists") })
        {
            Assert.Contains(words, answers[line], StringComparison.Ordinal);
        }
    }
}
