using Sealane.Shell.Remote;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Tests.Listings;

public sealed class ListingCacheTests
{
    private static readonly Site s_site = new() { Protocol = "ftp", Host = "a.example", Home = "/" };
    private readonly SettingStore _settings = new();
    private readonly ListingCache _cache;

    public ListingCacheTests() => _cache = new ListingCache(_settings);

    [Theory]
    [InlineData("/d/x", "/", "/e")]
    [InlineData("/d", "/e")]
    [InlineData("/e/y/z", "/", "/d")]
    [InlineData("/")]
    public void A_change_forgets_what_it_may_have_changed(string changed, params string[] kept)
    {
        foreach (string directory in (string[])["/", "/d", "/e"])
        {
            Keep(directory);
        }

        _cache.Changed(s_site, changed);

        Assert.Equal(changed == "/e/y/z" ? [.. kept, "/e"] : kept, ((string[])["/", "/d", "/e"]).Where(directory => Find(directory) is not null).OrderBy(directory => Array.IndexOf(kept, directory) < 0 ? 99 : Array.IndexOf(kept, directory)));
    }

    [Fact]
    public void What_was_listed_before_a_change_is_not_kept_after_it()
    {
        long before = _cache.Generation;
        _cache.Changed(s_site, "/elsewhere/x");
        _cache.Keep(Key("/d"), "old", 10, false, before);

        Assert.Null(Find("/d"));
    }

    [Fact]
    public void Size_and_switch()
    {
        _settings.Set("cache:size", "100");
        Keep("/a", 60);
        Keep("/b", 60);

        Assert.Null(Find("/a"));
        Assert.NotNull(Find("/b"));
        Assert.Equal(60, _cache.Bytes);
        _settings.Set("cache:enable", "no");
        Assert.Null(Find("/b"));
        _cache.Flush();
        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public void Old_and_empty_ones()
    {
        Keep("/a");
        _settings.Set("cache:expire", "0");
        Assert.True(SpinWait.SpinUntil(() => Find("/a") is null, TimeSpan.FromMinutes(1)));
        _settings.Set("cache:expire", "never");
        _cache.Keep(Key("/empty"), "", 10, true, _cache.Generation);
        Assert.Null(Find("/empty"));
        _settings.Set("cache:cache-empty-listings", "yes");
        _cache.Keep(Key("/empty"), "", 10, true, _cache.Generation);
        Assert.NotNull(Find("/empty"));
    }

    private static ListingKey Key(string directory) => ListingKey.Of(s_site, "", directory, "");

    private void Keep(string directory, long size = 10) => _cache.Keep(Key(directory), directory, size, false, _cache.Generation);

    private object? Find(string directory) => _cache.Find(Key(directory));
}
