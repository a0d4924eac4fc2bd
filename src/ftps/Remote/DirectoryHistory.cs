using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Where <c>cd -</c> goes, for each login: kept for later runs when <c>cmd:save-cwd-history</c> says so.</summary>
/// <param name="shell">Settings and files.</param>
internal sealed class DirectoryHistory(ShellSession shell)
{
    private const int Most = 500;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _previous = [];
    private bool _isRead;

    private string FilePath => Path.Combine(shell.Files.DataDirectory, "cwd_history");

    /// <summary>The directory that was left last; null if there is none.</summary>
    public string? Find(Site site)
    {
        lock (_lock)
        {
            Read();
            return _previous.GetValueOrDefault(site.LoginUrl(null));
        }
    }

    /// <summary>A directory is left.</summary>
    public void Leave(Site site, string directory)
    {
        lock (_lock)
        {
            Read();
            string login = site.LoginUrl(null);
            _previous.Remove(login);
            _previous[login] = directory;

            // A script's steps are nobody's to return to.
            if (shell.IsInteractive && shell.Settings.Flag("cmd:save-cwd-history"))
            {
                Write();
            }
        }
    }

    private void Read()
    {
        if (_isRead)
        {
            return;
        }

        _isRead = true;
        try
        {
            if (shell.IsInteractive && shell.Settings.Flag("cmd:save-cwd-history") && File.Exists(FilePath))
            {
                foreach (string[] line in File.ReadLines(FilePath).Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2))
                {
                    _previous[line[0]] = line[1];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Debug.Error($"{FilePath}: {LocalFault.Of(e)}");
        }
    }

    private void Write()
    {
        try
        {
            UserFiles.WritePrivate(FilePath, string.Concat(_previous.Where(one => !one.Value.AsSpan().ContainsAny("\n\t")).TakeLast(Most).Select(one => $"{one.Key}\t{one.Value}\n")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Debug.Error($"{FilePath}: {LocalFault.Of(e)}");
        }
    }
}
