using System.Text;

namespace Sealane.Server.Storage;

/// <summary>
/// Which names are closed to clients, left out of listings, or the only ones that may be transferred (<c>deny_file</c>, <c>hide_file</c>, <c>upload_file</c>,
/// <c>download_file</c>). Immutable. A store that is given rules (<see cref="LocalDiskOptions.Names"/>) applies them wherever it turns a path into a file, so that
/// no command can forget them; hiding is the business of listings.
/// </summary>
public sealed class NameRules
{
    private readonly Rule? _denied;
    private readonly Rule? _hidden;
    private readonly NamePattern? _uploads;
    private readonly NamePattern? _downloads;

    private NameRules(string deny, string hide, string upload, string download)
    {
        _denied = deny.Length > 0 ? new Rule(deny) : null;
        _hidden = hide.Length > 0 ? new Rule(hide) : null;
        _uploads = upload.Length > 0 ? NamePattern.Of(upload) : null;
        _downloads = download.Length > 0 ? NamePattern.Of(download) : null;
    }

    /// <summary>True when some names are closed.</summary>
    public bool Closes => _denied is not null;

    /// <summary>True when downloads are limited to some names.</summary>
    public bool LimitsDownloads => _downloads is not null;

    /// <summary>Makes rules of patterns in vsftpd's language; null when all are empty.</summary>
    /// <param name="deny"><c>deny_file</c>: a name that fits it or contains it as it stands may not be touched.</param>
    /// <param name="hide"><c>hide_file</c>: compared in the same way.</param>
    /// <param name="upload"><c>upload_file</c>: uploads must fit it.</param>
    /// <param name="download"><c>download_file</c>: downloads must fit it.</param>
    public static NameRules? Of(string deny = "", string hide = "", string upload = "", string download = "") =>
        deny.Length + hide.Length + upload.Length + download.Length == 0 ? null : new NameRules(deny, hide, upload, download);

    /// <summary>True when a component of the path is closed, or, for a pattern that holds a slash, the path.</summary>
    /// <param name="path">Begins with a slash, or is empty.</param>
    internal bool Denies(ReadOnlySpan<byte> path)
    {
        if (_denied is not { } denied || path.IsEmpty)
        {
            return false;
        }

        foreach (Range component in path[1..].Split((byte)'/'))
        {
            if (denied.Fits(path[1..][component]))
            {
                return true;
            }
        }

        return denied.HasSlash && (denied.Fits(path) || denied.Fits([.. path, (byte)'/']));
    }

    /// <summary>True when listings leave the name out.</summary>
    internal bool Hides(ReadOnlySpan<byte> name) => _hidden?.Fits(name) == true;

    /// <summary>True when a file may be uploaded, or renamed, to the name.</summary>
    internal bool AdmitsUpload(ReadOnlySpan<byte> name) => _uploads?.Fits(name) != false;

    /// <summary>True when a file of the name may be read.</summary>
    internal bool AdmitsDownload(ReadOnlySpan<byte> name) => _downloads?.Fits(name) != false;

    private sealed class Rule(string text)
    {
        private readonly byte[] _text = Encoding.UTF8.GetBytes(text);
        private readonly NamePattern _pattern = NamePattern.Of(text);

        public bool HasSlash { get; } = text.Contains('/', StringComparison.Ordinal);

        public bool Fits(ReadOnlySpan<byte> name) => !name.IsEmpty && (name.IndexOf(_text) >= 0 || _pattern.Fits(name));
    }
}
