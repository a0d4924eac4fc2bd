using Sealane.Shell.Screen;

namespace Sealane.Shell.Tests.Screen;

public class HistorySearchTests
{
    private readonly HistorySearch _search = new(["get alpha", "put beta", "get gamma"]);

    [Fact]
    public void The_newest_first_then_older_ones()
    {
        _search.Add("g");
        _search.Add("et");
        Assert.Equal("get gamma", _search.Found);
        _search.Older();
        Assert.Equal(("get alpha", "(reverse-i-search)`get': ", 0), (_search.Found, _search.Prompt, _search.Position));
        _search.Older();
        Assert.Equal(("get alpha", "(failed reverse-i-search)`get': "), (_search.Found, _search.Prompt));
    }

    [Fact]
    public void More_text_narrows_it_and_less_widens_it()
    {
        _search.Add("a");
        Assert.Equal("get gamma", _search.Found);
        _search.Add("l");
        Assert.Equal(("get alpha", 4), (_search.Found, _search.Position));
        _search.Shorten();
        Assert.Equal("get gamma", _search.Found);
    }
}
