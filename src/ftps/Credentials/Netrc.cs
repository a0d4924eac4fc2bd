using System.Text;
using Sealane.Protocol;

namespace Sealane.Shell.Credentials;

/// <summary>A login that a file knows.</summary>
/// <param name="User">Null if the entry names none.</param>
/// <param name="Password">Null if the entry has none.</param>
/// <param name="Account">For servers that ask for one as well.</param>
internal sealed record NetrcLogin(string? User, Secret? Password, Secret? Account);

/// <summary>Reads <c>~/.netrc</c> (or <c>$NETRC</c>): <c>machine HOST login NAME password WORD</c> and <c>default</c>; macros are skipped.</summary>
internal static class Netrc
{
    /// <summary>Where the user's file is.</summary>
    public static string UserPath => Environment.GetEnvironmentVariable("NETRC") is { Length: > 0 } named ? named : Path.Combine(Home, ".netrc");

    private static string Home => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The user's entry for a host; null when there is no file or nothing fits.</summary>
    /// <param name="host">As in the URL.</param>
    /// <param name="user">Only an entry of this user; null takes the first one.</param>
    /// <exception cref="CredentialException">Others may read the file, and there is a password in it for this host.</exception>
    public static NetrcLogin? Find(string host, string? user)
    {
        string path = UserPath;
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"{path} cannot be read: {e.Message}");
        }

        NetrcLogin? found = Parse(text, host, user);
        if (found?.Password is not null && IsOpen(path))
        {
            throw new CredentialException($"{path} holds passwords and can be read by other users, so it is not used. Close it: chmod 600 {path}");
        }

        return found;
    }

    /// <summary>The entry of a file's text that fits a host and user.</summary>
    public static NetrcLogin? Parse(string text, string host, string? user)
    {
        NetrcLogin? current = null;
        bool fits = false;
        using IEnumerator<string> words = Words(text).GetEnumerator();
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "machine" or "default":
                    if (fits && Agrees(current!, user))
                    {
                        return current;
                    }

                    fits = words.Current == "default" || (words.MoveNext() && words.Current.Equals(host, StringComparison.OrdinalIgnoreCase));
                    current = new NetrcLogin(null, null, null);
                    break;
                case "login" or "user" when current is not null && words.MoveNext():
                    current = current with { User = words.Current };
                    break;
                case "password" or "passwd" when current is not null && words.MoveNext():
                    current = current with { Password = new Secret(words.Current) };
                    break;
                case "account" when current is not null && words.MoveNext():
                    current = current with { Account = new Secret(words.Current) };
                    break;
                default:
                    // Words of other programs' inventions.
                    break;
            }
        }

        return fits && Agrees(current!, user) ? current : null;
    }

    private static bool Agrees(NetrcLogin login, string? user) => user is null || login.User is null || login.User == user;

    // Blanks part words; "quotes" hold them together, with \ before a quote or backslash; # begins a comment where a word could begin; a macro ends at an empty line.
    private static IEnumerable<string> Words(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            if (text[i] == '#')
            {
                i = EndOf(text, "\n", i);
                continue;
            }

            StringBuilder word = new();
            bool quoted = text[i] == '"';
            for (i += quoted ? 1 : 0; i < text.Length && (quoted ? text[i] != '"' : !char.IsWhiteSpace(text[i])); i++)
            {
                i += quoted && text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
                _ = word.Append(text[i]);
            }

            if (!quoted && word.Equals("macdef"))
            {
                i = EndOf(text.Replace("\r", " ", StringComparison.Ordinal), "\n\n", i);
                continue;
            }

            yield return word.ToString();
        }
    }

    private static int EndOf(string text, string what, int from) => text.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var end ? end : text.Length;

    private static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
