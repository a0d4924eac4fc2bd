using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

public sealed class FtpPathTests
{
    [Theory]
    [InlineData("/", "a", "/a")]
    [InlineData("/a/b", "c", "/a/b/c")]
    [InlineData("/a/b", "", "/a/b")]
    [InlineData("/a/b", ".", "/a/b")]
    [InlineData("/a/b", "..", "/a")]
    [InlineData("/a/b", "../..", "/")]
    [InlineData("/a/b", "../../../x", "/x")]
    [InlineData("/a/b", "/c", "/c")]
    [InlineData("/a/b", "//c///d//", "/c/d")]
    [InlineData("/a/b", "./c/./d/.", "/a/b/c/d")]
    [InlineData("/a/b", "c/../d", "/a/b/d")]
    [InlineData("/a/b", "~", "/")]
    [InlineData("/a/b", "~/c", "/c")]
    [InlineData("/a/b", "~/..", "/")]
    [InlineData("/a/b", "~root", "/a/b/~root")]
    [InlineData("/a/b", "./~", "/a/b/~")]
    [InlineData("/a", "...", "/a/...")]
    [InlineData("/a", " b ", "/a/ b ")]
    [InlineData("/a", "..\\..\\x", "/a/..\\..\\x")]
    [InlineData("/a", "%2e%2e/", "/a/%2e%2e")]
    [InlineData("/a", "\xC0\xAE\xC0\xAE/x", "/a/\xC0\xAE\xC0\xAE/x")]
    public void Arguments_resolve_against_a_directory(string directory, string argument, string expected)
    {
        Assert.True(FtpPath.Of(directory).TryResolve(Fragmented.Bytes(argument), out FtpPath path));
        Assert.Equal(expected, Fragmented.Text(path.Bytes));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\r\n226 ok")]
    [InlineData("a\n")]
    [InlineData("a\r")]
    public void Bytes_that_end_strings_or_lines_are_refused(string argument)
    {
        Assert.False(FtpPath.Of("/a").TryResolve(Fragmented.Bytes(argument), out FtpPath path));
        Assert.Equal(FtpPath.Root, path);
    }

    [Fact]
    public void The_result_may_replace_the_directory_it_is_resolved_against()
    {
        FtpPath current = FtpPath.Of("/a/b");
        Assert.True(current.TryResolve("../c"u8, out current));
        Assert.Equal("/a/c", current.ToString());
    }

    [Fact]
    public void The_result_is_bounded_not_the_way_to_it()
    {
        byte[] longest = Fragmented.Bytes("/" + new string('n', FtpPath.MaxLength - 1));
        Assert.True(FtpPath.Root.TryResolve(longest, out FtpPath path));
        Assert.Equal(FtpPath.MaxLength, path.Bytes.Length);
        Assert.False(FtpPath.Root.TryResolve([.. longest, (byte)'n'], out _));
        Assert.True(FtpPath.Root.TryResolve([.. longest, .. "n/../x"u8], out FtpPath back));
        Assert.Equal("/x", back.ToString());
    }

    [Fact]
    public void Parent_name_and_append_agree()
    {
        FtpPath path = FtpPath.Of("/a/b");
        Assert.Equal("b", Fragmented.Text(path.Name));
        Assert.Equal(FtpPath.Of("/a"), path.Parent);
        Assert.Equal(FtpPath.Root, path.Parent.Parent);
        Assert.Equal(FtpPath.Root, FtpPath.Root.Parent);
        Assert.True(FtpPath.Root.Name.IsEmpty);
        Assert.Equal(path, FtpPath.Of("/a").Append("b"u8));
        Assert.Equal(FtpPath.Of("/x"), FtpPath.Root.Append("x"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void Append_takes_names_only(string name) => Assert.Throws<ArgumentException>(() => FtpPath.Root.Append(Fragmented.Bytes(name)));

    [Theory]
    [InlineData("/a/b", "/a", true)]
    [InlineData("/a", "/a", true)]
    [InlineData("/ab", "/a", false)]
    [InlineData("/a", "/a/b", false)]
    [InlineData("/a", "/", true)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/a", false)]
    public void Within_goes_by_components(string path, string directory, bool within) =>
        Assert.Equal(within, FtpPath.Of(path).IsWithin(FtpPath.Of(directory)));

    [Fact]
    public void Equality_is_by_bytes()
    {
        Assert.True(FtpPath.Of("/") == default);
        Assert.Equal(FtpPath.Of("/").GetHashCode(), default(FtpPath).GetHashCode());
        Assert.True(FtpPath.Of("/a") != FtpPath.Of("/A"));
        Assert.True(FtpPath.Of("/a/../b").Equals((object)FtpPath.Of("/b")));
        Assert.Throws<ArgumentException>(() => FtpPath.Of("a\n"));
    }

    [Fact]
    public void Any_walk_stays_normal() =>
        Prop.ForAll(Gen.ListOf(Gen.Elements("a", "b", ".", "..", "", "~", "/", "a/b", "/x", "..")).ToArbitrary(), steps =>
        {
            FtpPath path = FtpPath.Root;
            List<string> model = [];
            foreach (string step in steps)
            {
                Assert.True(path.TryResolve(Fragmented.Bytes(step), out path));
                if (step.StartsWith('/') || step == "~")
                {
                    model.Clear();
                }

                foreach (string name in step.Split('/').Where(n => n is not ("" or "." or "~")))
                {
                    if (name != "..")
                    {
                        model.Add(name);
                    }
                    else if (model.Count > 0)
                    {
                        model.RemoveAt(model.Count - 1);
                    }
                }
            }

            return path.ToString() == "/" + string.Join('/', model);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
