using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary>Accounts as people and programs read them. No password and no hash is ever among it, but a generated password at the moment it is made.</summary>
internal static class UserText
{
    // The output goes to a terminal or a parser, never into HTML: names stay readable.
    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string State(Account account, DateTimeOffset now) =>
        !account.Enabled ? "locked" : account.Expires <= now ? "expired" : account.PasswordHash is null ? "no password" : "open";

    public static string Date(DateTimeOffset? moment) => moment is DateTimeOffset at
        ? at.UtcDateTime.ToString(at.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "never";

    /// <summary>In quotation marks, with what could play tricks on a terminal replaced.</summary>
    public static string Quote(string text) => $"'{string.Concat(text.Take(100).Select(c => char.IsControl(c) ? '?' : c))}'";

    public static string Details(Account account, DateTimeOffset now) => $"""
        name:        {account.Name}
        home:        {account.Home}
        permissions: {PermissionList.Format(account.Permissions)}
        state:       {State(account, now)}
        expires:     {Date(account.Expires)}
        created:     {Date(account.Created)}
        """;

    public static string Table(IEnumerable<Account> accounts, DateTimeOffset now)
    {
        List<string[]> rows = [["NAME", "STATE", "EXPIRES", "PERMISSIONS", "HOME"]];
        rows.AddRange(accounts.Select(account => (string[])[account.Name, State(account, now), Date(account.Expires), PermissionList.Format(account.Permissions), account.Home]));
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => column < 4 ? cell.PadRight(widths[column]) : cell))));
    }

    public static string Json(Account account, DateTimeOffset now, string? generatedPassword = null) => Write(json => Write(json, account, now, generatedPassword));

    public static string Json(IEnumerable<Account> accounts, DateTimeOffset now) => Write(json =>
    {
        json.WriteStartArray();
        foreach (Account account in accounts)
        {
            Write(json, account, now, null);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Account account, DateTimeOffset now, string? generatedPassword)
    {
        json.WriteStartObject();
        json.WriteString("name", account.Name);
        json.WriteString("home", account.Home);
        json.WriteString("permissions", PermissionList.Format(account.Permissions));
        json.WriteString("state", State(account, now));
        json.WriteBoolean("enabled", account.Enabled);
        json.WriteString("expires", account.Expires is null ? null : Date(account.Expires));
        json.WriteString("created", Date(account.Created));
        if (generatedPassword is not null)
        {
            json.WriteString("password", generatedPassword);
        }

        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, JsonOptions))
        {
            content(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
