using System.Globalization;

namespace Sealane.Client.Transfers;

/// <summary>
/// Beside a <c>.part</c> file, one line: which remote file it is the beginning of, with size and time. A part without it, or of a file that has changed since,
/// is started again: bytes of two versions must never meet in one file.
/// </summary>
internal sealed class PartJournal
{
    private readonly string _file;
    private readonly string? _line;

    /// <param name="part">The part.</param>
    /// <param name="site">Where it comes from.</param>
    /// <param name="path">The remote file.</param>
    /// <param name="length">What the server tells of it; without size and time it cannot be recognised again.</param>
    /// <param name="modified">Its time.</param>
    internal PartJournal(string part, FtpsClientOptions site, string path, long? length, DateTime? modified)
    {
        _file = part + ".journal";
        _line = length is not null && modified is not null
            ? string.Create(CultureInfo.InvariantCulture,
                $"{length} {modified:yyyy-MM-ddTHH:mm:ss.fffZ} {site.User}@{site.Host}:{site.EffectivePort} {Uri.EscapeDataString(Escapable(site, path))}\n")
            : null;
    }

    /// <summary>True when the part is the beginning of the file as it is now.</summary>
    internal bool Matches()
    {
        try
        {
            return _line is not null && File.Exists(_file) && File.ReadAllText(_file) == _line;
        }
        catch (IOException)
        {
            // It cannot be read: then the part is as good as somebody else's.
            return false;
        }
    }

    /// <summary>Notes what the part will be the beginning of; the part must be empty by then.</summary>
    internal void Write()
    {
        // What cannot be recognised again cannot be gone on with, and needs no journal.
        if (_line is { } line)
        {
            File.WriteAllText(_file, line);
        }
        else
        {
            Remove();
        }
    }

    internal void Remove() => File.Delete(_file);

    // One character for each byte: names that are not of the charset are told apart too.
    private static string Escapable(FtpsClientOptions site, string path) => System.Text.Encoding.Latin1.GetString(site.Charset.Encode(path));
}
