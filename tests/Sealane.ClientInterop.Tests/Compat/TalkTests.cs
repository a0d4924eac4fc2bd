using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Compat;

/// <summary><c>compat=vsftpd</c>: each talk is played to the real vsftpd and to ours, and every code and every word must be the same, but for what the talk itself names as different.</summary>
public sealed class TalkTests
{
    // What FEAT has beyond vsftpd's lines, which come first and in its order.
    private static readonly Regex s_ourFeatures = new(@"^ (CLNT|HASH .*|MFMT|MLST .*|UTF8)$");

    public static TheoryData<string> Talks => [.. Directory.GetFiles(Talk.Directory, "*.talk").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Talks))]
    public async Task Is_answered_as_vsftpd_answers_it(string name)
    {
        Talk talk = Talk.Read(name);
        (string Step, string Replies)[][] both = await Task.WhenAll(PlayAsync(talk, ours: false), PlayAsync(talk, ours: true));
        (string Step, string Replies)[] theirs = both[0], ours = both[1];
        Assert.Equal(theirs.Select(step => step.Step), ours.Select(step => step.Step));
        int greetings = 1 + (talk.Lines[0] == "crowd" ? -1 : 0);
        List<string> wrong = [];
        for (int i = 0; i < ours.Length; i++)
        {
            string? difference = talk.Differences.GetValueOrDefault(i - greetings);
            string asExpected = Expected(theirs[i].Replies, ours[i].Replies, ours[i].Step, difference);
            if (asExpected != ours[i].Replies)
            {
                wrong.Add($"{ours[i].Step}\n    vsftpd:   {theirs[i].Replies}\n    expected: {asExpected}\n    ours:     {ours[i].Replies}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void There_are_talks() => Assert.True(Talks.Count > 30);

    private static string Expected(string theirs, string ours, string step, string? difference)
    {
        if (difference is null)
        {
            return step == "FEAT" ? string.Join(" | ", ours.Split(" | ").Where(line => !s_ourFeatures.IsMatch(line))) == theirs && InOrder(theirs, ours) ? ours : theirs : theirs;
        }

        string text = difference[6..];
        return difference[4] == ':' ? (text == theirs ? "(no difference any more)" : text)
            : Regex.IsMatch(ours, text) && !Regex.IsMatch(theirs, text) ? ours : text;
    }

    // Theirs first: all that is ours alone stands before the last line, behind all that is theirs.
    private static bool InOrder(string theirs, string ours) => ours.StartsWith(theirs[..theirs.LastIndexOf(" | ", StringComparison.Ordinal)], StringComparison.Ordinal);

    private static async Task<(string Step, string Replies)[]> PlayAsync(Talk talk, bool ours)
    {
        await using TalkServer server = new(talk, ours);
        await server.StartAsync();
        return await server.PlayAsync();
    }
}
