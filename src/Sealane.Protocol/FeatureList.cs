using System.Text;

namespace Sealane.Protocol;

/// <summary>One thing a server can do beyond RFC 959.</summary>
/// <param name="Name">Upper-case, <c>AUTH</c> in <c>AUTH TLS</c>.</param>
/// <param name="Parameters">What follows the name and a blank; empty when nothing does.</param>
public readonly record struct Feature(string Name, string Parameters);

/// <summary>The reply to FEAT (RFC 2389 §3.2), both ways.</summary>
public static class FeatureList
{
    /// <summary>The reply that lists these features, in this order, one a line behind one blank.</summary>
    public static Reply Write(IEnumerable<string> features) => Reply.Lines(ReplyCode.SystemStatus, "Features:", features, "End");

    /// <summary>
    /// Reads the features of a 211 reply. A server that has none may answer in one line, or not know FEAT: both give an empty list.
    /// A name can come more than once (AUTH TLS, AUTH SSL).
    /// </summary>
    public static IReadOnlyList<Feature> Parse(ServerReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        List<Feature> features = [];
        foreach (ReadOnlyMemory<byte> line in reply.Code == ReplyCode.SystemStatus ? reply.Middle : [])
        {
            // The one leading blank is the rule; servers with none, or with a tab, are understood.
            string text = Encoding.UTF8.GetString(line.Span).Trim();
            int blank = text.IndexOf(' ', StringComparison.Ordinal);
            if (text.Length > 0)
            {
                features.Add(blank < 0
                    ? new Feature(text.ToUpperInvariant(), "")
                    : new Feature(text[..blank].ToUpperInvariant(), text[(blank + 1)..].TrimStart()));
            }
        }

        return features;
    }
}
