using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests;

/// <summary>Files beyond 4 GiB, where 32 bits end.</summary>
public sealed class LargeFileTests
{
    private const long GiB = 1L << 30;
    private const long Whole = 5 * GiB + 12345;
    private const long Part = 4 * GiB + 777;

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("resume up")]
    [InlineData("resume down")]
    public async Task Five_gibibytes(string way)
    {
        // Room for the copy that is stored; the sources are sparse.
        string? room = ((string[])["/dev/shm", Path.GetTempPath()]).FirstOrDefault(place => Directory.Exists(place) && new DriveInfo(place).AvailableFreeSpace > 2 * Whole);
        Assert.SkipWhen(room is null, "neither /dev/shm nor the temporary directory has 10 GiB free");
        Tool.Require("curl");
        await using Site site = await Site.OpenAsync(root: room);
        string remote = site.HomePath("large"), local = site.LocalPath("large"), url = $"ftp://localhost:{site.Port}/large";
        string curl = $"curl -q -sS --ssl-reqd --cacert '{site.Authority}' -u '{Site.Credentials}'";
        (string source, string target, string command) = way switch
        {
            "up" => (local, remote, $"{curl} -T '{local}' {url}"),
            "resume up" => (local, remote, $"{curl} -C - -T '{local}' {url}"),
            "resume down" => (remote, local, $"{curl} -C - -o '{local}' {url}"),
            _ => (remote, local, $"{curl} {url} | cmp - '{remote}'"),
        };
        WriteSparse(source, Whole);
        if (way.StartsWith("resume", StringComparison.Ordinal))
        {
            WriteSparse(target, Part);
        }

        (await Tool.RunAsync("/bin/sh", ["-c", command])).Succeeded();
        if (way != "down")
        {
            Assert.Equal(Whole, new FileInfo(target).Length);
            (await Tool.RunAsync("/bin/sh", ["-c", $"cmp '{source}' '{target}'"])).Succeeded();
        }
    }

    // Holes, and a mark wherever a wrong number would show.
    private static void WriteSparse(string path, long length)
    {
        using FileStream file = File.Create(path);
        file.SetLength(length);
        foreach (long at in (long[])[0, 2 * GiB - 4, 4 * GiB - 4, 4 * GiB + 700, Part + 5, Whole - 8])
        {
            if (at + 8 <= length)
            {
                file.Position = at;
                file.Write(BitConverter.GetBytes(at + 1));
            }
        }
    }
}
