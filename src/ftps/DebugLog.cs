using System.Globalization;
using Sealane.Shell.Settings;

namespace Sealane.Shell;

/// <summary>What happens between client and server, for whoever asked for it by <c>debug</c>, <c>-d</c> or <c>set log:enabled</c>. Callers mask passwords before they hand lines over.</summary>
/// <param name="settings">The settings log:*.</param>
/// <param name="console">Where lines go without a file.</param>
internal sealed class DebugLog(SettingStore settings, TextWriter console) : IDisposable
{
    private readonly Lock _lock = new();
    private StreamWriter? _file;
    private string _path = "";

    /// <summary>The level of <c>debug</c>; -1 while it is off.</summary>
    public int Level { get; set; } = -1;

    /// <summary>Whether a line of a level would be written: ask before making the text.</summary>
    public bool IsEnabled(int level) => Level >= level || (settings.Flag("log:enabled") && settings.Number("log:level") >= level);

    public void Dispose() => _file?.Dispose();

    /// <summary>A command to a server. Level 5.</summary>
    /// <param name="line">The line.</param>
    /// <param name="about">Whose it is: the server, for <c>log:show-ctx</c>.</param>
    public void Sent(string line, string about = "") => Write(5, "log:prefix-send", line, about);

    /// <summary>A server's reply. Level 4.</summary>
    public void Received(string line, string about = "") => Write(4, "log:prefix-recv", line, about);

    /// <summary>Something that happened. Level 8 unless said otherwise.</summary>
    public void Note(string line, int level = 8, string about = "") => Write(level, "log:prefix-note", line, about);

    /// <summary>Something that went wrong. Level 2.</summary>
    public void Error(string line, string about = "") => Write(2, "log:prefix-error", line, about);

    /// <summary>Sends lines to a file, or back to the console if the name is null.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void SendTo(string? path, bool truncate)
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
            _path = path ?? "";
            if (path is not null)
            {
                Open(path, truncate);
            }
        }
    }

    private void Write(int level, string prefix, string line, string about)
    {
        if (!IsEnabled(level))
        {
            return;
        }

        string time = settings.Flag("log:show-time") ? DateTime.Now.ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) : "";
        string process = settings.Flag("log:show-pid") ? $"[{Environment.ProcessId}] " : "";
        string context = about.Length > 0 && settings.Flag("log:show-ctx") ? about + " " : "";
        string whole = $"{process}{time}{context}{settings.Text(prefix)}{line}\n";
        lock (_lock)
        {
            if (_path.Length == 0 && settings.Text("log:file") is { Length: > 0 } path)
            {
                _path = path;
                Open(path, truncate: false);
            }

            if (_file is not null && _file.BaseStream.Length > settings.Number("log:max-size"))
            {
                _file.BaseStream.SetLength(0);
            }

            (_file ?? console).Write(whole);
            _file?.Flush();
        }
    }

    private void Open(string path, bool truncate)
    {
        try
        {
            _file = new StreamWriter(new FileStream(path, truncate ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new System.Text.UTF8Encoding(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {LocalFault.Of(e)}", e);
        }
    }
}
