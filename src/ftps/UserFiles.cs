namespace Sealane.Shell;

/// <summary>Where the user's files are: our own, and those of lftp that are read where ours are missing.</summary>
/// <param name="home">The user's directory; null for that of the environment.</param>
internal sealed class UserFiles(string? home = null)
{
    private readonly string _home = home ?? HomeOfEnvironment;
    private readonly string? _lftpHome = home is null && Environment.GetEnvironmentVariable("LFTP_HOME") is { Length: > 0 } place ? place : null;
    private readonly bool _asksEnvironment = home is null;

    /// <summary>rc and the like.</summary>
    public string ConfigDirectory => _lftpHome ?? Path.Combine(Xdg("XDG_CONFIG_HOME", ".config"), "ftps");

    /// <summary>Bookmarks and history.</summary>
    public string DataDirectory => _lftpHome ?? Path.Combine(Xdg("XDG_DATA_HOME", ".local/share"), "ftps");

    /// <summary>The system's rc file. lftp's /etc/lftp.conf is not read: what it holds for everybody is built in.</summary>
    public static string SystemRc => "/etc/ftps.conf";

    /// <summary>The user's rc files that exist, in the order they are run: our own, or else lftp's.</summary>
    public IReadOnlyList<string> UserRc()
    {
        string own = Path.Combine(ConfigDirectory, "rc");
        if (File.Exists(own))
        {
            return [own];
        }

        string old = Path.Combine(_home, ".lftp", "rc");
        string[] theirs = [Path.Combine(_home, ".lftprc"), Directory.Exists(Path.Combine(_home, ".lftp")) ? old : Path.Combine(Xdg("XDG_CONFIG_HOME", ".config"), "lftp", "rc")];
        return [.. theirs.Where(File.Exists)];
    }

    public string Bookmarks => Path.Combine(DataDirectory, "bookmarks");

    public string History => Path.Combine(DataDirectory, "history");

    /// <summary>What processes in the background have to say.</summary>
    public string BackgroundLog => Path.Combine(DataDirectory, "log");

    /// <summary>Where they can be attached to.</summary>
    public string BackgroundDirectory => Path.Combine(DataDirectory, "bg");

    /// <summary>lftp's bookmarks, read while there are none of our own; null if it has none.</summary>
    public string? ForeignBookmarks =>
        new[] { Path.Combine(_home, ".lftp", "bookmarks"), Path.Combine(Xdg("XDG_DATA_HOME", ".local/share"), "lftp", "bookmarks") }.FirstOrDefault(File.Exists);

    /// <summary>Replaces a file by one that only its owner reads.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WritePrivate(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(fresh);
        using (var writer = new StreamWriter(fresh, new System.Text.UTF8Encoding(false), options))
        {
            writer.Write(text);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static string HomeOfEnvironment =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private string Xdg(string variable, string fallback) =>
        _asksEnvironment && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } place ? place : Path.Combine(_home, fallback);
}
