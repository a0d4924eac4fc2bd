using System.Diagnostics;

namespace Sealane.Tests.Shared;

/// <summary>Programs of others that the server must get along with, started as a user would start them.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> s_packages = new(StringComparer.Ordinal)
    {
        ["curl"] = "curl",
        ["lftp"] = "lftp",
        ["wget"] = "wget",
        ["openssl"] = "openssl",
        ["python3"] = "python3",
    };

    /// <summary>Skips the test when a foreign client is missing; fails it where clients are promised (SEALANE_REQUIRE_CLIENTS=1).</summary>
    public static void Require(string name)
    {
        if (Find(name) is not null)
        {
            return;
        }

        string missing = $"{name} is not installed: apt-get install {s_packages[name]}";
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") != "1", missing);
        Assert.Fail(missing);
    }

    /// <summary>Runs a program to its end; one that takes too long is killed and fails the test.</summary>
    public static async Task<ToolRun> RunAsync(
        string name, IEnumerable<string> words, string? input = null, string? directory = null, TimeSpan? patience = null)
    {
        if (s_packages.ContainsKey(name))
        {
            Require(name);
        }

        var start = new ProcessStartInfo(Find(name) ?? name, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };

        // Names of files go through these programs as bytes; no user's or machine's own settings take part.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and its words say why.
        }

        string line = $"{name} {string.Join(' ', start.ArgumentList)}";
        using var limit = new CancellationTokenSource(patience ?? s_patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{line}\ndid not end in time\n--- stdout\n{await output}\n--- stderr\n{await error}");
        }

        return new ToolRun(line, process.ExitCode, await output, await error);
    }

    // The distribution's own interpreter first: it is the one whose ssl module users have.
    private static string? Find(string name)
    {
        if (Path.IsPathRooted(name))
        {
            return name;
        }

        IEnumerable<string> directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        directories = name == "python3" ? directories.Prepend("/usr/bin") : directories;
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
    }
}
