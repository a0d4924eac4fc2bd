using Sealane.Client.Mirroring;

namespace Sealane.Client.Tests.Mirrors;

public sealed class MirrorFilterTests
{
    private static MirrorRule Rx(bool includes, string pattern) => new(includes, IsGlob: false, pattern);

    private static MirrorRule Glob(bool includes, string pattern) => new(includes, IsGlob: true, pattern);

    [Fact]
    public void Without_rules_everything_takes_part_but_temporary_names()
    {
        Assert.True(MirrorFilter.Default.Includes("a/b.txt"));
        Assert.False(MirrorFilter.Default.Includes("a/.in.b.txt"));
        Assert.False(MirrorFilter.Default.Includes(".nfs0001"));
    }

    [Fact]
    public void A_first_exclusion_leaves_the_rest_in()
    {
        var filter = new MirrorFilter([Rx(false, @"\.o$")]);
        Assert.False(filter.Includes("sub/x.o"));
        Assert.True(filter.Includes("sub/x.c"));
        Assert.False(filter.Includes(".nfs1"));
    }

    [Fact]
    public void A_first_inclusion_leaves_other_files_out_and_enters_directories()
    {
        var filter = new MirrorFilter([Rx(true, @"\.c$")]);
        Assert.True(filter.Includes("sub/x.c"));
        Assert.False(filter.Includes("sub/x.o"));
        Assert.True(filter.Includes("sub/"));
        Assert.True(filter.Includes(".nfs.c"));
    }

    [Fact]
    public void The_last_rule_that_matches_decides()
    {
        var filter = new MirrorFilter([Glob(false, "*.log"), Glob(true, "keep.log"), Rx(false, "^old/")]);
        Assert.False(filter.Includes("a.log"));
        Assert.True(filter.Includes("sub/keep.log"));
        Assert.False(filter.Includes("old/keep.log"));
    }

    [Fact]
    public void Default_exclusion_can_be_included_again() => Assert.True(new MirrorFilter([Glob(false, "x"), Glob(true, ".in.*")]).Includes(".in.file"));

    [Theory]
    [InlineData("*.c", "x.c", true)]
    [InlineData("*.c", "sub/x.c", true)]
    [InlineData("sub/*.c", "a/sub/x.c", true)]
    [InlineData("sub/*.c", "a/other/x.c", false)]
    [InlineData("*", "dir/", true)]
    [InlineData("?*", "dir/", false)]
    [InlineData("sub/*", "sub/", true)]
    [InlineData("*/", "a/dir/", true)]
    [InlineData(".git/", "a/.git/", true)]
    [InlineData(".git", ".git/", false)]
    [InlineData("[a-c]?", "b1", true)]
    [InlineData("[!a-c]?", "b1", false)]
    [InlineData("[[:digit:]]*", "7x", true)]
    [InlineData("[]]", "]", true)]
    [InlineData("a[", "a[", true)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "x", false)]
    [InlineData("a.b", "axb", false)]
    public void Globs(string pattern, string path, bool matches) => Assert.Equal(matches, new GlobPattern(pattern).Matches(path));

    [Fact]
    public void Character_classes_of_extended_expressions_are_known() => Assert.False(new MirrorFilter([Rx(false, "^[[:digit:]]+$")]).Includes("123"));

    [Fact]
    public void A_bad_expression_is_an_error() => Assert.ThrowsAny<ArgumentException>(() => new MirrorFilter([Rx(false, "(")]));

    [Fact]
    public void Rules_come_from_files()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "*.o\n\n*.tmp\n");
            Assert.Equal([Glob(false, "*.o"), Glob(false, "*.tmp")], MirrorRule.FromFile(file, includes: false, isGlob: true));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
