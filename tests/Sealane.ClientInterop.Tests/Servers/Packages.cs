namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>Where <c>bench/install-peers</c> unpacked the servers; what is not there is looked for in the system.</summary>
internal static class Packages
{
    private static readonly string s_root = Environment.GetEnvironmentVariable("SEALANE_PEERS") ?? Path.Combine(FindRepository(), "artifacts/peers/root");

    /// <summary>For programs whose libraries were unpacked beside them.</summary>
    public static string LibraryPath => $"{s_root}/usr/lib/x86_64-linux-gnu:{s_root}/lib/x86_64-linux-gnu";

    /// <summary>The path of a package's file. Skips the test when it is missing; fails it where servers are promised (SEALANE_REQUIRE_CLIENTS=1).</summary>
    public static string Require(string server, string path)
    {
        string unpacked = Path.Combine(s_root, path.TrimStart('/'));
        if (Path.Exists(unpacked) || Path.Exists(path))
        {
            return Path.Exists(unpacked) ? unpacked : path;
        }

        Missing($"{server} is missing ({path}): run bench/install-peers");
        throw new InvalidOperationException("unreachable: the test has been skipped or failed");
    }

    public static void Missing(string reason)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") != "1", reason);
        Assert.Fail(reason);
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Sealane.slnx")))
            {
                return directory.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
