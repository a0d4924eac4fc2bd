using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sealane.Package.Tests;

/// <summary>What ./package builds, built once. SEALANE_PACKAGES=DIR names a directory with packages that are there already.</summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    public string Directory { get; private set; } = "";

    public string Version { get; } = Regex.Match(File.ReadAllText(Path.Combine(WrittenPages.Root(), "Directory.Build.props")), "<Version>(.*)</Version>").Groups[1].Value;

    public string Deb(string name) => Path.Combine(Directory, $"{name}_{Version}_amd64.deb");

    public string Archive => Path.Combine(Directory, $"sealane-{Version}-linux-x64.tar.gz");

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SEALANE_PACKAGES") is { Length: > 0 } ready)
        {
            Directory = Path.GetFullPath(ready, WrittenPages.Root());
            return;
        }

        // Not by way of Tool: the build needs its user's home, where the package cache is.
        var start = new ProcessStartInfo("/bin/bash", ["./package"]) { WorkingDirectory = WrittenPages.Root(), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> said = process.StandardOutput.ReadToEndAsync(), complained = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"./package did not end within {s_patience}\n{await said}\n{await complained}");
        }

        Assert.True(process.ExitCode == 0, $"./package failed\n{await said}\n{await complained}");
        Directory = Path.Combine(WrittenPages.Root(), "artifacts", "packages");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BuiltPackagesCollection : ICollectionFixture<BuiltPackages>
{
    public const string Name = "packages";
}
