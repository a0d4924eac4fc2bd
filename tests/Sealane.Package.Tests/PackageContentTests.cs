using System.Text.RegularExpressions;

namespace Sealane.Package.Tests;

/// <summary>What is in the packages, without installing them.</summary>
[Collection(BuiltPackagesCollection.Name)]
public sealed class PackageContentTests(BuiltPackages packages)
{
    [Fact]
    public async Task Sums_are_right_and_complete()
    {
        (await Tool.RunAsync("/usr/bin/sha256sum", ["--check", "--strict", "SHA256SUMS"], directory: packages.Directory)).Succeeded();
        string sums = File.ReadAllText(Path.Combine(packages.Directory, "SHA256SUMS"));
        string[] files = [.. Directory.GetFiles(packages.Directory).Select(file => Path.GetFileName(file)).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal)];

        Assert.Equal(files, Regex.Matches(sums, "(?m)^[0-9a-f]{64}  (.+)$").Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Equal(["Sealane.Client", "Sealane.Protocol", "Sealane.Transport"], files.Where(name => name.EndsWith(".nupkg", StringComparison.Ordinal)).Select(name => name[..^$".{packages.Version}.nupkg".Length]));
    }

    [Fact]
    public async Task The_archive_runs_where_it_is_unpacked()
    {
        using ScratchDirectory scratch = new();
        (await Tool.RunAsync("/bin/tar", ["-C", scratch.Path, "--strip-components=1", "-xzf", packages.Archive])).Succeeded();
        (await Tool.RunAsync(scratch.File("bin/ftps"), ["--version"])).Succeeded();
        Assert.Equal($"ftpsd {packages.Version}\n", (await Tool.RunAsync(scratch.File("sbin/ftpsd"), ["--version"])).Succeeded());

        // Accounts: SQLite's library is beside the program, not in it.
        string state = scratch.File("state");
        (await Tool.RunAsync(scratch.File("sbin/ftpsd"), ["user", "add", "alice", "--password-stdin", "--state-dir", state], "pw")).Succeeded();
        Assert.Contains("alice", (await Tool.RunAsync(scratch.File("sbin/ftpsd"), ["user", "list", "--state-dir", state])).Succeeded(), StringComparison.Ordinal);
        foreach (string file in (string[])["INSTALL.md", "share/man/man8/ftpsd.8.gz", "share/man/man5/ftpsd.conf.5.gz", "share/man/man1/ftps.1.gz", "share/bash-completion/completions/ftps", "share/zsh/site-functions/_ftps", "share/fish/vendor_completions.d/ftps.fish", "share/doc/sealane/LICENSE", "share/doc/sealane/examples/ftpsd.conf", "share/doc/sealane/examples/ftpsd.service"])
        {
            Assert.True(new FileInfo(scratch.File(file)) is { Exists: true, Length: > 0 }, file);
        }
    }

    [Theory]
    [InlineData("ftpsd")]
    [InlineData("ftps")]
    public async Task A_Debian_package_depends_on_what_it_loads_and_belongs_to_root(string name)
    {
        string deb = packages.Deb(name);
        string depends = (await Tool.RunAsync("/usr/bin/dpkg-deb", ["--field", deb, "Depends"])).Succeeded();
        Assert.Contains("libssl3", depends, StringComparison.Ordinal);
        Assert.Contains("libc6", depends, StringComparison.Ordinal);
        if (name == "ftpsd")
        {
            Assert.Contains("libpam0g", depends, StringComparison.Ordinal);
            Assert.Contains("adduser", depends, StringComparison.Ordinal);
        }

        Assert.Equal("", (await Tool.RunAsync("/usr/bin/dpkg-deb", ["--field", deb, "Conflicts"])).Succeeded().Trim());
        string listing = (await Tool.RunAsync("/usr/bin/dpkg-deb", ["--contents", deb])).Succeeded();
        Assert.All(listing.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(@"^[-dl]([r-][w-][x-]){3} root/root ", line));
        Assert.DoesNotMatch(@"(?m)^-....w|^-.......w", listing);
        Assert.Single(Regex.Matches(listing, @"(?m) (\d{4}-\d\d-\d\d \d\d:\d\d) \./").Select(match => match.Groups[1].Value).Distinct());
    }
}
