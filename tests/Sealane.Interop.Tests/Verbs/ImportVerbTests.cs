namespace Sealane.Interop.Tests.Verbs;

/// <summary><c>ftpsd import vsftpd</c> and <c>ftpsd check</c> as programs: files, exit codes, streams.</summary>
public sealed class ImportVerbTests
{
    private const string Original = "# ours since 2014\nlisten=YES\nlisten_port=2121\nanonymous_enable=NO\nssl_sslv2=NO\nlocal_umask=022\n";

    [Fact]
    public async Task A_new_file_is_written_and_checked_and_nothing_is_replaced_unasked()
    {
        using ScratchDirectory scratch = new();
        string source = scratch.Write("vsftpd.conf", Original), target = scratch.File("ftpsd.conf");
        ToolRun first = await DaemonProcess.RunAsync(["import", "vsftpd", source, "--output", target]);
        first.Succeeded();
        string text = File.ReadAllText(target);
        Assert.Contains("# ours since 2014\nlisten=YES\nlisten_port=2121\n", text, StringComparison.Ordinal);
        Assert.Contains("Ready to serve", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', first.Output);

        File.WriteAllText(source, Original.Replace("2121", "2222", StringComparison.Ordinal));
        ToolRun second = await DaemonProcess.RunAsync(["import", "vsftpd", source, "--output", target]);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("exists and stays as it is", second.Error, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(target));
        (await DaemonProcess.RunAsync(["import", "vsftpd", source, "--output", target, "--force"])).Succeeded();
        Assert.Contains("listen_port=2222\n", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(scratch.Path).Length);
        (await DaemonProcess.RunAsync(["check", target])).Succeeded();
    }

    [Fact]
    public async Task What_cannot_be_understood_is_named_and_nothing_is_written()
    {
        using ScratchDirectory scratch = new();
        string source = scratch.Write("vsftpd.conf", "lissten=YES\n"), target = scratch.File("ftpsd.conf");
        ToolRun run = await DaemonProcess.RunAsync(["import", "vsftpd", source, "--output", target]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{source}:1: error: there is no option 'lissten'. Did you mean listen?", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(target));
        Assert.Equal(1, (await DaemonProcess.RunAsync(["import", "vsftpd", scratch.File("missing")])).ExitCode);
    }

    [Fact]
    public async Task The_text_alone_can_be_had()
    {
        using ScratchDirectory scratch = new();
        ToolRun run = await DaemonProcess.RunAsync(["import", "vsftpd", scratch.Write("vsftpd.conf", Original), "--output", "-"]);
        Assert.StartsWith("# Made of ", run.Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("Ready to serve", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_files_the_last_setting_wins_and_each_is_shown_with_its_own_line()
    {
        using ScratchDirectory scratch = new();
        string first = scratch.Write("a.conf", "max_clients=3\nhide_ids=YES\n"), second = scratch.Write("b.conf", "# ours\nmax_clients=4\nbanner_file=missing\n");
        ToolRun run = await DaemonProcess.RunAsync(["check", first, second, "-olisten_port=2121"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("(?m)^    2  hide_ids=YES ", run.Output);
        Assert.Matches($"(?m)^{second}:\\n    2  max_clients=4 ", run.Output);
        Assert.Matches("(?m)^   -o  listen_port=2121 ", run.Output);
        Assert.Contains($"{second}:3: error: banner_file: there is no file '{scratch.File("missing")}'", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("second time", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_no_configuration()
    {
        using ScratchDirectory scratch = new();
        (await Tool.RunAsync("/usr/bin/mkfifo", [scratch.File("pipe")])).Succeeded();
        ToolRun run = await DaemonProcess.RunAsync(["check", scratch.File("pipe")]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is no regular file", run.Output, StringComparison.Ordinal);
    }
}
