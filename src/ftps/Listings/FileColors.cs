using Sealane.Client;
using Sealane.Protocol;

namespace Sealane.Shell.Listings;

/// <summary>Colours of names, in the form of LS_COLORS: <c>di=01;34:*.tar=01;31</c>.</summary>
internal sealed class FileColors
{
    private const string Usual = "di=01;34:ln=01;36:ex=01;32";
    private readonly Dictionary<string, string> _kinds = [];
    private readonly List<(string Ending, string Color)> _endings = [];

    /// <param name="text">The colours; empty for those of LS_COLORS, or else some of our own.</param>
    public FileColors(string text)
    {
        text = text.Length > 0 ? text : Environment.GetEnvironmentVariable("LS_COLORS") is { Length: > 0 } given ? given : Usual;
        foreach (string[] pair in text.Split(':').Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2 && pair[1].All(c => char.IsAsciiDigit(c) || c == ';')))
        {
            if (pair[0].StartsWith('*'))
            {
                _endings.Add((pair[0][1..], pair[1]));
            }
            else
            {
                _kinds[pair[0]] = pair[1];
            }
        }
    }

    /// <summary>A name in its colour.</summary>
    public string Paint(string name, RemoteEntry entry)
    {
        string? color = entry.Kind switch
        {
            EntryKind.Directory => _kinds.GetValueOrDefault("di"),
            EntryKind.SymbolicLink => _kinds.GetValueOrDefault("ln"),
            EntryKind.Other => null,
            _ => _endings.FindLast(one => name.EndsWith(one.Ending, StringComparison.Ordinal)).Color
                ?? ((entry.Mode & 0b001_001_001) > 0 ? _kinds.GetValueOrDefault("ex") : null)
                ?? _kinds.GetValueOrDefault("fi"),
        };
        return color is null or "" or "0" or "00" or "target" ? name : $"\e[{color}m{name}\e[m";
    }
}
