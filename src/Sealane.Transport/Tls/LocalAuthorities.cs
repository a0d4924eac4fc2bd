using System.Security.Cryptography;

namespace Sealane.Transport.Tls;

/// <summary>
/// Where the local authorities of this user's servers are. A server that makes its own certificates notes its authority's path in the user's state directory, and
/// this user's clients look there, so that they trust it with nothing installed. A path is no more than a hint: who reads it checks whose the file is.
/// </summary>
public static class LocalAuthorities
{
    // Directories come and go; the last ones are those in use.
    private const int Most = 32;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Notes an authority's file, last. A note that cannot be written is left out: clients then have to be told of the authority, as those of other users are.</summary>
    /// <param name="authorityPath">The authority's certificate in PEM.</param>
    /// <returns>Whether it is noted.</returns>
    public static bool Note(string authorityPath)
    {
        string full = Path.GetFullPath(authorityPath), list = ListPath(), partial = list + ".new-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        if (full.Contains('\n', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            IReadOnlyList<string> present = ReadNotes();
            if (present.Contains(full, StringComparer.Ordinal))
            {
                return true;
            }

            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(list)!);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(list)!, Private | UnixFileMode.UserExecute);
                options.UnixCreateMode = Private;
            }

            using (StreamWriter writer = new(new FileStream(partial, options)))
            {
                foreach (string path in present.Where(File.Exists).Append(full).TakeLast(Most))
                {
                    writer.Write(path + "\n");
                }
            }

            File.Move(partial, list, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A service account without a home, a full disk: the server itself needs no note.
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }

            return false;
        }
    }

    /// <summary>Files that may be there and may hold local authorities: the daemon's own places, then the notes.</summary>
    internal static IReadOnlyList<string> Candidates()
    {
        string[] places = OperatingSystem.IsWindows() ? [] : ["/var/lib/ftpsd/tls/ca.pem", Path.Combine(UserState(), "ftpsd", "tls", "ca.pem")];
        try
        {
            return [.. places.Concat(ReadNotes()).Distinct(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Notes that cannot be read are no notes: fewer authorities, never more.
            return places;
        }
    }

    private static List<string> ReadNotes()
    {
        string list = ListPath();
        if (!File.Exists(list))
        {
            return [];
        }

        using FileStream file = new(list, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (OwnFile.Objection(file.SafeFileHandle, list) is not null)
        {
            return [];
        }

        using StreamReader reader = new(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified)];
    }

    private static string ListPath() => Path.Combine(UserState(), "sealane", "local-authorities");

    // XDG base directories: a relative or empty value counts as unset.
    private static string UserState() => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state)
        ? state
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state");
}
