namespace Sealane.Protocol.Tests;

public sealed class VerbTests
{
    [Theory]
    [InlineData("USER", "USER")]
    [InlineData("user", "USER")]
    [InlineData("a", "A")]
    [InlineData("ABCDEFGH", "ABCDEFGH")]
    public void Letters_are_read_without_regard_to_case(string text, string name)
    {
        Assert.True(Verb.TryRead(Fragmented.Bytes(text), out Verb verb));
        Assert.Equal(Verb.Of(name), verb);
        Assert.Equal(name, verb.ToString());
        Assert.Equal(Verb.Of(text).GetHashCode(), verb.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHI")]
    [InlineData("US ER")]
    [InlineData("US1")]
    [InlineData("@")]
    [InlineData("[")]
    [InlineData("`")]
    [InlineData("{")]
    [InlineData("\xE4")]
    [InlineData("\0")]
    public void Anything_else_is_no_verb(string text)
    {
        Assert.False(Verb.TryRead(Fragmented.Bytes(text), out Verb verb));
        Assert.Equal(default, verb);
        Assert.Throws<ArgumentException>(() => Verb.Of(text));
    }

    [Fact]
    public void Verbs_differ_in_any_letter_and_in_length()
    {
        Assert.True(Verb.Of("MLSD") != Verb.Of("MLST"));
        Assert.True(Verb.Of("PWD") != Verb.Of("PWDX"));
        Assert.True(Verb.Of("AA") != Verb.Of("A"));
        Assert.False(Verb.Of("RETR").Equals((object)"RETR"));
        Assert.Equal("", default(Verb).ToString());
    }

    [Fact]
    public void Full_width_letters_are_not_ASCII() => Assert.Throws<ArgumentException>(() => Verb.Of("\uFF21"));
}
