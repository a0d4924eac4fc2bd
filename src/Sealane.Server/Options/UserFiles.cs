using System.Collections.Concurrent;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Options;

/// <summary>
/// The files of <c>user_config_dir</c>: each is named as its user logs in, and its settings hold for his sessions, on top of the configuration that the server runs with.
/// A file is opened at each login, so that a change is in effect at the next one, and read when it has changed.
/// </summary>
/// <remarks>
/// No fault in a file lets its user have more than a right one would: a value that cannot be read, a line that is no setting, a name that looks mistyped, and a file
/// that cannot be opened refuse the login. A name that resembles none of ours is passed over with a warning, as vsftpd passes over all of them.
/// </remarks>
public sealed class UserFiles
{
    // Of one configuration; each is a few hundred bytes. Whoever has more users reads files more often.
    private const int MostRemembered = 10_000;

    private readonly EffectiveSettings _running;
    private readonly ConcurrentDictionary<string, Remembered> _read = new(StringComparer.Ordinal);

    internal UserFiles(string directory, EffectiveSettings running) => (Directory, _running) = (directory, running);

    /// <summary>The clock of the file system.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary><c>user_config_dir</c>: absolute path.</summary>
    public string Directory { get; }

    /// <summary>True for names that can have a file: no path, nothing hidden.</summary>
    public static bool CanHaveFile(string login) =>
        login.Length > 0 && login[0] != '.' && !login.AsSpan().ContainsAny('/', '\0');

    /// <summary>What a user's file says, in words that hold for his session. Blocks for a look at the disk.</summary>
    internal UserSettings Find(string login, ServerOptions running)
    {
        if (!CanHaveFile(login))
        {
            return UserSettings.None;
        }

        string path = Path.Combine(Directory, login);
        int flags = LinuxCalls.O_RDONLY | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;
        using SafeFileHandle? file = LinuxCalls.Open(LinuxCalls.Terminated(Encoding.UTF8.GetBytes(path)), flags, out int errno);
        if (file is null)
        {
            return errno == Errno.ENOENT ? UserSettings.None : Refused(path, $"cannot be opened ({Errno.Refusal(errno, "open", Encoding.UTF8.GetBytes(path)).Message}); make it readable for the user that ftpsd runs as");
        }

        if (LinuxCalls.Stat(file, out StatxRecord record) != 0 || record.Kind != EntryKind.File)
        {
            return Refused(path, "is no regular file");
        }

        FileStamp stamp = FileStamp.Of(record, Time);
        if (_read.TryGetValue(login, out Remembered? known) && known.Stamp.StillHolds(stamp) && ReferenceEquals(known.Running, running))
        {
            return known.Settings;
        }

        UserSettings settings;
        try
        {
            byte[] content = new byte[ConfigurationReader.LongestFile + 1];
            int length = 0;
            while (length < content.Length && FileCalls.Read(file, content.AsSpan(length), length, FtpPath.Root) is var count and > 0)
            {
                length += count;
            }

            settings = Read(content.AsSpan(0, length), path, record, running);
        }
        catch (StorageException e)
        {
            return Refused(path, $"cannot be read ({e.Message})");
        }

        // What else a fault depends on, a list or a user that is missing, may be mended without a change of this file.
        if (settings.Fault is null && stamp.IsSettled)
        {
            if (_read.Count >= MostRemembered)
            {
                _read.Clear();
            }

            _read[login] = new Remembered(running, stamp, settings with { Findings = [] });
        }

        return settings;
    }

    /// <summary>Checks every file there is; what keeps a user out is a warning here, because it is no reason for the server not to run.</summary>
    internal void Check(DiagnosticSink diagnostics)
    {
        SettingOrigin? origin = _running.Origin("user_config_dir");
        switch (_running.Host.Probe(Directory))
        {
            case FileCondition.Missing:
                diagnostics.Warning(origin, "user_config_dir", $"there is no directory {DiagnosticSink.Quote(Directory)}: nobody has settings of his own.", $"Run 'mkdir {Directory}'.");
                return;
            case not FileCondition.Directory:
                diagnostics.Error(origin, "user_config_dir", $"{DiagnosticSink.Quote(Directory)} is a file.", "Name a directory; the file of each user in it is named as he logs in.");
                return;
        }

        if (diagnostics.HasErrors)
        {
            return; // they may be the cause of what would be found
        }

        string[] names;
        try
        {
            names = [.. System.IO.Directory.EnumerateFiles(Directory).Select(file => Path.GetFileName(file)).Where(CanHaveFile).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Warning(origin, "user_config_dir", $"cannot be listed, so its files are not checked: {e.Message.ReplaceLineEndings(" ")}");
            return;
        }

        ServerOptions running = OptionsBinder.Bind(_running);
        foreach (string name in names)
        {
            foreach (Diagnostic finding in Find(name, running).Findings)
            {
                diagnostics.Add(
                    finding.Severity == Severity.Error ? Severity.Warning : finding.Severity,
                    finding.File is null ? null : new SettingOrigin(finding.File, finding.Line),
                    finding.Option,
                    finding.Severity == Severity.Error ? $"keeps {DiagnosticSink.Quote(name)} out: {finding.Message}" : finding.Message,
                    finding.Fix);
            }
        }
    }

    private static UserSettings Refused(string path, string why)
    {
        Diagnostic finding = new(Severity.Error, path, 0, null, why + ".", "");
        return new UserSettings { File = path, Fault = $"the file of user_config_dir {finding.Message.Insert(0, path + " ")}", Findings = [finding] };
    }

    private UserSettings Read(ReadOnlySpan<byte> content, string path, in StatxRecord record, ServerOptions running)
    {
        DiagnosticSink diagnostics = new();
        if ((record.Permissions & 0b010) != 0)
        {
            diagnostics.Warning(new(path, 0), null, "can be changed by every user of this machine.", $"Run 'chmod o-w {path}'.");
        }

        List<Setting> own = [.. ConfigurationReader.Parse(content, path, diagnostics).Where(setting => IsForOneUser(setting, diagnostics))];
        Dictionary<string, Setting> resolved = SettingResolver.Resolve(own, diagnostics);
        EffectiveSettings derived = _running.With(resolved);
        if (running.LocalUsers is not null && !derived.Flag("local_enable"))
        {
            // Switched off by a reload, which takes a restart: until then they log in, by their files as before.
            derived = derived.With(new(StringComparer.Ordinal) { ["local_enable"] = new("local_enable", "YES", derived.Origin("local_enable") ?? new(path, 0)) });
        }

        if (!diagnostics.HasErrors)
        {
            CheckTogether(derived, path, diagnostics);
        }

        IReadOnlyList<Diagnostic> findings = diagnostics.InOrder();
        if (findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error)
        {
            return new UserSettings { File = path, Fault = error.ToString(), Findings = findings };
        }

        return new UserSettings
        {
            File = path,
            Options = resolved.Count == 0 ? null : Merge(OptionsBinder.Bind(derived), running),
            Findings = findings,
            Settings = [.. resolved.Values.Select(setting => $"{setting.Name}={setting.Value}")],
        };
    }

    // Whatever is decided before the login, or for all sessions together, stays as the running server has it, also where a reload could not change it.
    private static ServerOptions Merge(ServerOptions derived, ServerOptions running) => derived with
    {
        Listen = running.Listen,
        StateDirectory = running.StateDirectory,
        AccountsDatabase = running.AccountsDatabase,
        UnprivilegedUser = running.UnprivilegedUser,
        PidFile = running.PidFile,
        LocalUsers = running.LocalUsers is null ? null : derived.LocalUsers,
        Anonymous = running.Anonymous is null ? null : derived.Anonymous,
    };

    private static bool IsForOneUser(Setting setting, DiagnosticSink diagnostics)
    {
        if (OptionCatalog.Find(setting.Name) is { } option)
        {
            if (PerUserOptions.Contains(option.Name))
            {
                return true;
            }

            diagnostics.Warning(setting.Origin, option.Name, "has no effect for a single user: it is decided before the login, or for the whole server.", "Set it in the server's configuration.");
            return false;
        }

        if (NearestName.Of(setting.Name, OptionCatalog.Names) is not null)
        {
            return true; // reported as the error that it is: what was meant may have been a restriction
        }

        diagnostics.Warning(setting.Origin, null, $"there is no option {DiagnosticSink.Quote(setting.Name)}; it is passed over.", "Remove the line.");
        return false;
    }

    private static void CheckTogether(EffectiveSettings derived, string path, DiagnosticSink diagnostics)
    {
        DiagnosticSink all = new();
        new LocalUserValidator(derived, derived.Host with { LocalUserFault = static _ => null }, all).Validate();
        new AnonymousValidator(derived, derived.Host, all).Validate();
        foreach (Diagnostic finding in all.InOrder().Where(finding => finding.File == path))
        {
            diagnostics.Add(finding.Severity, new SettingOrigin(path, finding.Line), finding.Option, finding.Message, finding.Fix);
        }
    }

    private sealed record Remembered(ServerOptions Running, FileStamp Stamp, UserSettings Settings);
}
