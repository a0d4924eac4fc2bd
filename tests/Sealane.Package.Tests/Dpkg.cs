namespace Sealane.Package.Tests;

/// <summary>dpkg(1), for root.</summary>
internal static class Dpkg
{
    /// <summary>Runs it. Manual pages are installed even in a container that leaves them out.</summary>
    public static Task<ToolRun> RunAsync(params string[] words) => Tool.RunAsync(
        "/usr/bin/env",
        ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "/usr/bin/dpkg", "--path-include=/usr/share/man/*", "--path-include=/usr/share/doc/*", .. words],
        patience: TimeSpan.FromMinutes(5));

    public static async Task<string[]> FilesAsync(string package) =>
        (await Tool.RunAsync("/usr/bin/dpkg", ["--listfiles", package])).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
