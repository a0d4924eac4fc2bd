using System.Globalization;
using System.Text;

namespace Sealane.Client.Mirroring;

/// <summary>Names on this machine for names of the server's.</summary>
internal static class LocalName
{
    private static readonly string[] s_devices = ["CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"];

    /// <summary>
    /// The name as it is, where this system can hold it. Bytes that are no text, and on Windows what Windows keeps for itself, become <c>%XX</c>: the same name every time,
    /// so a later mirror finds the file again.
    /// </summary>
    internal static string Of(string name) => Of(name, OperatingSystem.IsWindows());

    internal static string Of(string name, bool windows)
    {
        bool device = windows && s_devices.Contains(name.Split('.')[0].ToUpperInvariant());
        var text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                text.Append(c).Append(name[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                // The charset's sign for a byte that fits no character.
                text.Append(CultureInfo.InvariantCulture, $"%{c & 0xFF:X2}");
            }
            else if (windows && (c < ' ' || "<>:\"|?*\\".Contains(c, StringComparison.Ordinal) || (c is ' ' or '.' && i == name.Length - 1) || (device && i == 0)))
            {
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>False for names that would lead elsewhere than to an entry of the directory they are put into.</summary>
    internal static bool IsPlain(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0')
        && (!OperatingSystem.IsWindows() || !name.AsSpan().ContainsAny('\\', ':'));
}
