using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>The program as a script starts it: the one that was built beside these tests, with a home of its own and no terminal.</summary>
internal sealed class FtpsProgram(ScratchDirectory home)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "ftps");

    /// <summary>Variables on top.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Home => home.Path;

    /// <summary>Where the server's own notes are looked for; nowhere unless a test says so.</summary>
    public string StateHome { get; init; } = Path.Combine(home.Path, "state");

    public async Task<ProgramRun> RunAsync(IEnumerable<string> words, byte[]? input = null)
    {
        string[] all = [.. words];
        using Process process = Process.Start(StartInfo(all))!;
        var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and its words say why.
        }

        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"ftps {string.Join(' ', all)}\ndid not end in time\n{await error}");
        }

        await reading;
        return new ProgramRun(string.Join(' ', all), process.ExitCode, output.ToArray(), await error);
    }

    /// <summary>Starts it and leaves it running, for tests that send signals.</summary>
    public Process Start(params string[] words) => Process.Start(StartInfo(words))!;

    private ProcessStartInfo StartInfo(string[] words)
    {
        var start = new ProcessStartInfo(Executable, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Path };
        foreach (string variable in (string[])["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LFTP_PASSWORD", "NETRC"])
        {
            _ = start.Environment.Remove(variable);
        }

        start.Environment["HOME"] = home.Path;
        start.Environment["XDG_STATE_HOME"] = StateHome;
        foreach ((string variable, string value) in Environment)
        {
            start.Environment[variable] = value;
        }

        return start;
    }
}

/// <summary>What a run came to.</summary>
internal sealed record ProgramRun(string Words, int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>Every line of the output, parsed.</summary>
    public JsonElement[] Events => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Events of one kind.</summary>
    public JsonElement[] Of(string kind) => [.. Events.Where(one => one.GetProperty("event").GetString() == kind)];

    /// <summary>Asserts the exit code.</summary>
    public ProgramRun Ended(int code)
    {
        Assert.True(ExitCode == code, $"expected exit code {code}\n{this}");
        return this;
    }

    public override string ToString() => $"ftps {Words}\nexit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
