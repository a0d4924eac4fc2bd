using Sealane.Client.Mirroring;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Mirrors;

public sealed class MirrorNamesTests
{
    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u1EC7", "e\u0323\u0302")]
    [InlineData("\u1EC7", "e\u0302\u0323")]
    [InlineData("\u00C5", "\u212B")]
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\u304C", "\u304B\u3099")]
    [InlineData("\u0439", "\u0438\u0306")]
    public void Two_ways_to_write_a_name_have_one_key(string one, string other) => Assert.Equal(NameKey.Of(one), NameKey.Of(other));

    [Theory]
    [InlineData("cafe", "caf\u00E9")]
    [InlineData("A", "a")]
    public void Different_names_have_different_keys(string one, string other) => Assert.NotEqual(NameKey.Of(one), NameKey.Of(other));

    [Theory]
    [InlineData("\U0001F600", false, "\U0001F600")]
    [InlineData("a:b", false, "a:b")]
    [InlineData("a:b?", true, "a%3Ab%3F")]
    [InlineData("con.txt", true, "%63on.txt")]
    [InlineData("dot.", true, "dot%2E")]
    public void Names_that_this_machine_cannot_hold_are_written_with_escapes(string name, bool windows, string local) => Assert.Equal(local, LocalName.Of(name, windows));

    // Not as inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Bytes_that_are_no_text_are_written_with_escapes()
    {
        Assert.Equal("caf%E9", LocalName.Of("caf\uDCE9", windows: false));
        Assert.NotEqual(NameKey.Of("\uDCE9"), NameKey.Of("\u00E9"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    public void Names_that_lead_elsewhere_are_none(string name) => Assert.False(LocalName.IsPlain(name));

    [Theory]
    [InlineData("", "a", true)]
    [InlineData("", "a/b", true)]
    [InlineData("", "..", false)]
    [InlineData("", "/etc/passwd", false)]
    [InlineData("sub", "..", true)]
    [InlineData("sub", "../other", true)]
    [InlineData("sub", "../../x", false)]
    [InlineData("a/b", "../../x", true)]
    [InlineData("", "a/..", false)]
    [InlineData("a/b", "link/../../..", false)]
    [InlineData("", "./a", true)]
    [InlineData("", "", false)]
    [InlineData("", "C:\\x", false)]
    public void Links_stay_inside(string directory, string target, bool stays) => Assert.Equal(stays, SafeLink.Stays(directory, target));

    [Theory]
    [InlineData(MirrorSort.Name, true, "a.sfv c b a")]
    [InlineData(MirrorSort.Size, false, "a.sfv b c a")]
    [InlineData(MirrorSort.Size, true, "a.sfv a c b")]
    [InlineData(MirrorSort.Time, false, "a.sfv c a b")]
    [InlineData(MirrorSort.Time, true, "a.sfv a b c")]
    public void Files_of_one_place_go_as_chosen(MirrorSort by, bool descending, string expected)
    {
        DateTime day = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        MirrorEntry[] files =
        [
            new("b", EntryKind.File) { Length = 1, Modified = day },
            new("c", EntryKind.File) { Length = 2 },
            new("a", EntryKind.File) { Length = 3, Modified = day },
            new("a.sfv", EntryKind.File) { Length = 9, Modified = day.AddDays(-5) },
        ];
        Assert.Equal(expected.Split(' '), new TransferOrder(MirrorOptions.None.Order, by, descending).Sort(files, file => file).Select(file => file.Name));
    }

    [Fact]
    public void Sums_go_first_and_the_rest_by_name()
    {
        string[] names = ["b", "a.sfv", "z.md5sum", "a"];
        Assert.Equal(["a.sfv", "z.md5sum", "a", "b"], new TransferOrder(MirrorOptions.None.Order).Sort(names, name => new MirrorEntry(name, EntryKind.File)));
        Assert.Equal(["a", "b", "a.sfv", "z.md5sum"], new TransferOrder(["*", "*.sfv", "*.md5*"]).Sort(names, name => new MirrorEntry(name, EntryKind.File)));
    }

    [Theory]
    [InlineData("10", 10, 100, true)]
    [InlineData("10", 11, 100, false)]
    [InlineData("10%", 10, 100, true)]
    [InlineData("10%", 11, 100, false)]
    [InlineData("0", 0, 0, true)]
    [InlineData("0%", 1, 0, false)]
    public void Delete_limits(string text, long deleted, long existing, bool allowed) => Assert.Equal(allowed, DeleteLimit.Parse(text)!.Value.Allows(deleted, existing));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("x")]
    public void Bad_delete_limits(string text) => Assert.Null(DeleteLimit.Parse(text));
}
