namespace Sealane.Server.Options;

/// <summary>Reads the <c>accounts</c> option: <c>sqlite:PATH</c>.</summary>
internal static class AccountsLocation
{
    private const string Sqlite = "sqlite:";

    /// <summary>Absolute path of the database; null when the value names no SQLite database.</summary>
    internal static string? Database(EffectiveSettings settings)
    {
        string text = settings.Text("accounts");
        return text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) && text.Length > Sqlite.Length
            ? EffectiveSettings.Absolute(text[Sqlite.Length..], settings.Origin("accounts"))
            : null;
    }

    /// <summary>The value with the password of a URL masked, fit to be shown.</summary>
    internal static string Masked(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int at = text.LastIndexOf('@');
        if (scheme < 0 || at < scheme)
        {
            return text;
        }

        int colon = text.IndexOf(':', scheme + 3);
        return colon < 0 || colon > at ? text : $"{text[..colon]}:***{text[at..]}";
    }
}
