using System.Diagnostics;

namespace Sealane.Shell.Tests.Support;

/// <summary>What a program wrote and how it ended.</summary>
public sealed record ProgramResult(int Code, string Output, string Error);

/// <summary>Programs run to their end, with a home directory of their own.</summary>
public static class RunningProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>The built ftps.</summary>
    public static Task<ProgramResult> FtpsAsync(string home, string? input, params string[] arguments) =>
        RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), home, input, arguments);

    /// <summary>The installed lftp. Skips the test where it is missing; fails it where clients are promised.</summary>
    public static Task<ProgramResult> LftpAsync(string home, string? input, params string[] arguments)
    {
        const string Path = "/usr/bin/lftp";
        if (!File.Exists(Path))
        {
            string missing = $"{Path} is not installed (apt-get install lftp)";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") != "1", missing);
            Assert.Fail(missing);
        }

        return RunAsync(Path, home, input, arguments);
    }

    public static async Task<ProgramResult> RunAsync(string program, string home, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home };
        start.Environment["HOME"] = home;
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (string name in (string[])["LFTP_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LFTP_PASSWORD"])
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.StandardInput.WriteAsync(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading: its exit code and its words say why.
            }

            await process.WaitForExitAsync(limit.Token);
            return new ProgramResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
