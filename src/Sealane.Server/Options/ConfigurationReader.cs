using System.Text;
using Sealane.Server.Storage;

namespace Sealane.Server.Options;

/// <summary>
/// Takes a configuration apart into settings: <c>name=value</c>, one a line, <c>#</c> begins a comment line. What vsftpd chokes on and means nothing
/// is let pass: blanks around <c>=</c> and at the end, CRLF, a byte order mark, indented comments. Knows no option names.
/// </summary>
internal static class ConfigurationReader
{
    /// <summary>Bytes a file may have; vsftpd's limit, and plenty for 200 options with comments.</summary>
    internal const int LongestFile = 100_000;

    /// <summary>Characters a line may have: the longest path (PATH_MAX, 4096) does not fit, and no sane value comes near.</summary>
    internal const int LongestLine = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the whole file; the only place that opens one for its settings.</summary>
    /// <returns>Null when it cannot be read, which is then reported.</returns>
    internal static byte[]? ReadFile(string path, DiagnosticSink diagnostics)
    {
        SettingOrigin origin = new(path, 0);
        try
        {
            if (Directory.Exists(path))
            {
                diagnostics.Error(origin, null, "is a directory, not a configuration file.");
                return null;
            }

            // Looked at before it is opened: opening a pipe waits for a writer.
            uint? owner = null;
            if (OperatingSystem.IsLinux() && LinuxCalls.Open(LinuxCalls.Terminated(Encoding.UTF8.GetBytes(path)), LinuxCalls.O_PATH, out _) is { } handle)
            {
                using (handle)
                {
                    if (LinuxCalls.Stat(handle, out StatxRecord record) == 0)
                    {
                        owner = record.Owner;
                        if (record.Kind != Protocol.EntryKind.File)
                        {
                            diagnostics.Error(origin, null, "is no regular file.", "Write the configuration into a file.");
                            return null;
                        }
                    }
                }
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[LongestFile + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (!OperatingSystem.IsWindows() && file.CanSeek && File.GetUnixFileMode(file.SafeFileHandle).HasFlag(UnixFileMode.OtherWrite))
            {
                diagnostics.Warning(origin, null, "can be changed by every user of this machine.", $"Run 'chmod o-w {path}'.");
            }

            if (owner is { } somebody and not 0 && Environment.IsPrivilegedProcess)
            {
                // vsftpd would not start.
                diagnostics.Warning(origin, null, $"belongs to user id {somebody}, who can change what this server does as root.", $"Run 'chown root {path}'.");
            }

            if (length <= LongestFile)
            {
                return bytes[..length];
            }

            diagnostics.Error(origin, null, $"is longer than {LongestFile} bytes: this cannot be a configuration file.");
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Error(origin, null, "there is no such file.", "'ftpsd quickstart' makes one.");
        }
        catch (UnauthorizedAccessException)
        {
            diagnostics.Error(origin, null, $"cannot be read by user {Environment.UserName}.", "Change its owner or mode, or start ftpsd as another user.");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            diagnostics.Error(origin, null, $"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        return null;
    }

    /// <summary>The settings of a file's bytes, in order; whatever is no setting is reported. Never throws.</summary>
    internal static List<Setting> Parse(ReadOnlySpan<byte> bytes, string file, DiagnosticSink diagnostics)
    {
        List<Setting> settings = [];
        if (bytes.Length > LongestFile)
        {
            diagnostics.Error(new(file, 0), null, $"is longer than {LongestFile} bytes: this cannot be a configuration file.");
            return settings;
        }

        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        bool carriageReturns = false;
        int number = 0;
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = bytes[range];
            if (line.EndsWith("\r"u8))
            {
                line = line[..^1];
                if (!carriageReturns)
                {
                    carriageReturns = true;
                    diagnostics.Note(new(file, number), null, "lines end with CRLF, which vsftpd itself would refuse; accepted here.");
                }
            }

            if (ParseLine(line, new SettingOrigin(file, number), diagnostics) is { } setting)
            {
                settings.Add(setting);
            }
        }

        return settings;
    }

    /// <summary>The setting of an <c>-oNAME=VALUE</c>, given without its <c>-o</c>; null and reported when it is none.</summary>
    internal static Setting? ParseOverride(string text, DiagnosticSink diagnostics)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? text : text[..equals]).Trim();
        SettingOrigin origin = new("-o" + (IsName(name) ? name : ""), 0);
        if (text.Any(char.IsControl))
        {
            diagnostics.Error(origin, null, "holds a control character.");
            return null;
        }

        if (equals < 0 || name.Length == 0)
        {
            diagnostics.Error(origin, null, $"wants NAME=VALUE, not {DiagnosticSink.Quote(text)}.");
            return null;
        }

        return new Setting(name, text[(equals + 1)..].Trim(), origin);
    }

    private static Setting? ParseLine(ReadOnlySpan<byte> bytes, SettingOrigin origin, DiagnosticSink diagnostics)
    {
        bytes = bytes.Trim(" \t"u8);
        if (bytes.IsEmpty || bytes[0] == '#')
        {
            return null;
        }

        if (bytes.Length > LongestLine)
        {
            diagnostics.Error(origin, null, $"the line is longer than {LongestLine} bytes.");
            return null;
        }

        string line;
        try
        {
            line = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Error(origin, null, "the line is not UTF-8.", "Save the file as UTF-8.");
            return null;
        }

        if (line.Any(c => char.IsControl(c) && c != '\t'))
        {
            diagnostics.Error(origin, null, "the line holds a control character.");
            return null;
        }

        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            diagnostics.Error(origin, null, $"wants name=value, not {DiagnosticSink.Quote(line)}.", "Begin comments with #.");
            return null;
        }

        return new Setting(line[..equals].Trim(), line[(equals + 1)..].Trim(), origin);
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
