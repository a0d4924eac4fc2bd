using System.Diagnostics;
using Sealane.Client.Mirroring;

namespace Sealane.Client.Tests.Mirrors;

/// <summary>Patterns against names that a server made up for them.</summary>
public sealed class HostilePatternTests
{
    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", 4000)]
    [InlineData("*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*b", 4000)]
    [InlineData("*[a-c]*[!x]*[a-c]*[!x]*[a-c]*[!x]*[a-c]*[!x]*[a-c]*[!x]*[a-c]*[!x]*b", 4000)]
    public void No_name_takes_long(string pattern, int length)
    {
        var glob = new GlobPattern(pattern);
        var watch = Stopwatch.StartNew();
        Assert.False(glob.Matches(new string('a', length)));
        Assert.True(glob.Matches(new string('a', length) + "b"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30)); // it would be years
    }
}
