using Sealane.Shell.Transfers;

namespace Sealane.Shell.Tests.Transfers;

public sealed class LocalTargetTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    private string Path => System.IO.Path.Combine(_directory, "f");

    [Fact]
    public void What_is_there_stays_until_a_byte_comes()
    {
        File.WriteAllText(Path, "old");
        using (Target(new LocalTargetRules { Clobber = true }))
        {
        }

        Assert.Equal("old", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFiles(_directory));
    }

    [Theory]
    [InlineData("old", "f: file already exists and xfer:clobber is unset")]
    [InlineData("", "f: File exists")]
    public async Task A_file_that_may_not_be_replaced_refuses(string content, string message)
    {
        File.WriteAllText(Path, content);
        using LocalTarget target = Target(new LocalTargetRules());
        CommandException refusal = await Assert.ThrowsAsync<CommandException>(async () => await target.WriteAsync("new"u8.ToArray()));
        Assert.EndsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public async Task The_replaced_file_is_kept_until_the_new_one_is_whole()
    {
        File.WriteAllText(Path, "old");
        using LocalTarget target = Target(new LocalTargetRules { Clobber = true, BackupSuffix = "~" });
        await target.WriteAsync("new"u8.ToArray());
        Assert.Equal("old", File.ReadAllText(Path + "~"));
        target.Commit(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal("new", File.ReadAllText(Path));
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Path));
        Assert.Equal([Path], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_temporary_name_until_it_is_whole()
    {
        using LocalTarget target = Target(new LocalTargetRules { TemporaryName = ".in.*" });
        await target.WriteAsync("new"u8.ToArray());
        Assert.Equal([System.IO.Path.Combine(_directory, ".in.f")], Directory.GetFiles(_directory));
        target.Commit(null);
        Assert.Equal([Path], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task Continuing_goes_on_behind_what_is_there()
    {
        File.WriteAllText(Path, "old");
        using LocalTarget target = Target(new LocalTargetRules(), new CopyOptions { Continue = true });
        Assert.Equal(3, target.Begin);
        await target.WriteAsync("new"u8.ToArray());
        target.Commit(null);
        Assert.Equal("oldnew", File.ReadAllText(Path));
    }

    [Theory]
    [InlineData(".in.*", ".in.f")]
    [InlineData("*.part", "f.part")]
    [InlineData(".tmp", ".tmpf")]
    [InlineData("~", "f~")]
    public void Temporary_names(string pattern, string expected) => Assert.Equal(expected, LocalTargetRules.Temporary(pattern, "f"));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private LocalTarget Target(LocalTargetRules rules, CopyOptions? options = null) => new(Path, rules, options ?? new CopyOptions(), CancellationToken.None);
}
