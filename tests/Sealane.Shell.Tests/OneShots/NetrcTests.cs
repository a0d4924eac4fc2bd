using Sealane.Shell.Credentials;

namespace Sealane.Shell.Tests.OneShots;

public sealed class NetrcTests
{
    private const string Text = """
        # machine h login no password no
        machine h
            login first password "with \"quotes\" and blank"
        macdef init
        machine h login macro password macro

        machine h login second password two#not-a-comment account acc
        MACHINE x
        default login anybody password everywhere
        """;

    [Theory]
    [InlineData("h", null, "first", "with \"quotes\" and blank")]
    [InlineData("H", "second", "second", "two#not-a-comment")]
    [InlineData("elsewhere", null, "anybody", "everywhere")]
    [InlineData("h", "anybody", "anybody", "everywhere")]
    public void An_entry_is_found(string host, string? user, string login, string password)
    {
        NetrcLogin found = Netrc.Parse(Text, host, user)!;
        Assert.Equal((login, password), (found.User, found.Password!.Reveal()));
    }

    [Fact]
    public void Nothing_fits()
    {
        Assert.Null(Netrc.Parse(Text, "h", "stranger"));
        Assert.Null(Netrc.Parse("machine a login b password c", "h", null));
        Assert.Null(Netrc.Parse("", "h", null));
        Assert.Equal("acc", Netrc.Parse(Text, "h", "second")!.Account!.Reveal());
    }
}
