using Sealane.Shell.Settings;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Settings;

public sealed class SettingCatalogTests : IDisposable
{
    // Ours on purpose: the program's own name, a value that lftp's configuration file always sets, and a default that the system has no file for; no password in the clear unless somebody asks for it,
    // TLS for everybody, no stranger's data connection; no servers that send to each other without checking whom (docs/adr/0028-relay-first.md), and no compression that makes fast networks slow (docs/adr/0027-mode-z.md).
    private static readonly string[] s_ours =
    [
        "cmd:prompt", "cmd:default-title", "ftp:client", "ftp:ssl-force", "ftp:ssl-allow-anonymous", "ftp:verify-address", "ftp:use-fxp", "ftp:use-mode-z", "xfer:max-redirections",
    ];

    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Fact]
    public void Every_default_is_a_value_that_may_be_set() =>
        Assert.Empty(SettingCatalog.All.Where(definition => SettingValue.Check(definition, definition.Initial) is not null).Select(definition => definition.Name));

    [Fact]
    public void Names_are_unique_and_described()
    {
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.DistinctBy(definition => definition.Name).Count());
        Assert.All(SettingCatalog.All, definition => Assert.EndsWith(".", definition.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Defaults_are_lftps()
    {
        ProgramResult theirs = await RunningProgram.LftpAsync(_home, null, "--norc", "-c", "set -d");
        ProgramResult ours = await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", "set -d");
        string[] expected = [.. theirs.Output.Split('\n').Where(IsOurs)];

        Assert.True(expected.Length > 150, $"only {expected.Length} settings were compared");
        Assert.Empty(expected.Except(ours.Output.Split('\n')));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static bool IsOurs(string line) =>
        line.Split(' ') is [_, { } name, ..] && !SettingCatalog.IsOutOfScope(name) && !s_ours.Contains(name);
}
