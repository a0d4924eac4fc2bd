using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "a.txt.bak", false)]
    [InlineData("*.txt", ".txt", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*a", "aba", true)] // vsftpd takes the first a and fails
    [InlineData("{a,b}.txt", "b.txt", true)]
    [InlineData("{a,b}.txt", "c.txt", false)]
    [InlineData("{*.mp3,*.mov}", "song.mp3", true)]
    [InlineData("{*.mp3,*.mov}", "song.mp4", false)]
    [InlineData("x{1,22,}y{a,b}", "x22yb", true)]
    [InlineData("x{1,22,}y{a,b}", "xya", true)]
    [InlineData("x{1,22,}y{a,b}", "x2ya", false)]
    [InlineData("{a", "{a", true)]
    [InlineData("a}b,c", "a}b,c", true)]
    [InlineData("{a{b,c}", "a{b", true)] // not nested: the inner brace is a letter
    [InlineData("[ab]", "[ab]", true)]
    [InlineData("[ab]", "a", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("{}", "", true)]
    public void Names_fit_or_do_not(string pattern, string name, bool fits) =>
        Assert.Equal(fits, NamePattern.Of(pattern).Fits(Encoding.UTF8.GetBytes(name)));

    // Against the platform's regular expressions, over an alphabet in which everything collides.
    [Fact]
    public void Every_pattern_means_what_its_regular_expression_means()
    {
        var random = new Random(4711);
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = Draw(random, "ab*?{,}", 8), name = Draw(random, "ab,{}", 7);
            bool expected = Regex.IsMatch(name, Translated(pattern), RegexOptions.NonBacktracking);
            Assert.True(expected == NamePattern.Of(pattern).Fits(Encoding.ASCII.GetBytes(name)), $"pattern {pattern}, name {name}: expected {expected}");
        }
    }

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", 255)]
    [InlineData("{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}{a,aa,*}b", 255)]
    [InlineData("{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}{,}b", 4000)]
    public void No_pattern_takes_long(string pattern, int length)
    {
        var watch = Stopwatch.StartNew();
        Assert.False(NamePattern.Of(pattern).Fits(Encoding.ASCII.GetBytes(new string('a', length))));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30)); // it would be years
    }

    private static string Draw(Random random, string letters, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => letters[random.Next(letters.Length)]));

    private static string Translated(string pattern)
    {
        StringBuilder text = new("^");
        for (int i = 0; i < pattern.Length; i++)
        {
            int close = pattern[i] == '{' ? pattern.IndexOf('}', i) : -1;
            if (close < 0)
            {
                text.Append(One(pattern[i]));
                continue;
            }

            text.Append("(?:").AppendJoin('|', pattern[(i + 1)..close].Split(',').Select(part => string.Concat(part.Select(One)))).Append(')');
            i = close;
        }

        return text.Append(@"\z").ToString();
    }

    private static string One(char c) => c switch
    {
        '*' => ".*",
        '?' => ".",
        _ => Regex.Escape(c.ToString()).Replace("}", @"\}", StringComparison.Ordinal),
    };
}
