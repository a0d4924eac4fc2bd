namespace Sealane.Protocol.Tests;

public sealed class FactNamesTests
{
    [Theory]
    [InlineData("type;size;modify;", Facts.Type | Facts.Size | Facts.Modify)]
    [InlineData("TYPE;unix.MODE;", Facts.Type | Facts.UnixMode)]
    [InlineData("type;size", Facts.Type | Facts.Size)]
    [InlineData("perm;unique;UNIX.owner;UNIX.group;", Facts.Perm | Facts.Unique | Facts.UnixOwner | Facts.UnixGroup)]
    [InlineData(" type; nonsense;", Facts.Type)]
    [InlineData("typ;types;;", Facts.None)]
    [InlineData("", Facts.None)]
    public void Options_choose_the_facts_named(string argument, Facts facts) => Assert.Equal(facts, FactNames.Parse(Fragmented.Bytes(argument)));

    [Fact]
    public void Features_offer_all_and_star_the_enabled()
    {
        Assert.Equal("MLST type*;size*;modify*;perm*;unique*;UNIX.mode*;UNIX.owner*;UNIX.group*;", FactNames.FeatureLine(Facts.All));
        Assert.Equal("MLST type;size*;modify;perm;unique;UNIX.mode;UNIX.owner;UNIX.group;", FactNames.FeatureLine(Facts.Size));
    }

    [Fact]
    public void The_reply_to_OPTS_names_what_is_left()
    {
        Assert.Equal("MLST OPTS type;size;", FactNames.OptsReply(Facts.Type | Facts.Size));
        Assert.Equal("MLST OPTS", FactNames.OptsReply(Facts.None));
    }

    [Fact]
    public void Every_choice_is_read_back()
    {
        for (int facts = 0; facts <= (int)Facts.All; facts++)
        {
            string list = FactNames.OptsReply((Facts)facts)["MLST OPTS".Length..];
            Assert.Equal((Facts)facts, FactNames.Parse(Fragmented.Bytes(list.Trim())));
        }
    }
}
