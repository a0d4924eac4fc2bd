using System.Collections.Frozen;
using Sealane.Server.Storage;

namespace Sealane.Server.Options;

/// <summary>What the server as a whole allows; an account's permissions narrow it further.</summary>
public sealed record AccessOptions
{
    internal AccessOptions()
    {
    }

    /// <summary><c>write_enable</c>: commands that change files. Default: yes.</summary>
    public required bool Write { get; init; }

    /// <summary><c>download_enable</c>: RETR. Default: yes.</summary>
    public required bool Download { get; init; }

    /// <summary><c>dirlist_enable</c>: listings. Default: yes.</summary>
    public required bool List { get; init; }

    /// <summary><c>chmod_enable</c>: SITE CHMOD. Default: yes.</summary>
    public required bool Chmod { get; init; }

    /// <summary><c>mdtm_write</c>: MDTM with a time sets it. Default: yes.</summary>
    public required bool MdtmWrite { get; init; }

    /// <summary><c>ascii_upload_enable</c>: TYPE A converts line ends of uploads; otherwise their bytes are kept. Default: yes.</summary>
    public required bool AsciiUpload { get; init; }

    /// <summary><c>ascii_download_enable</c>: TYPE A converts line ends of downloads. Default: yes.</summary>
    public required bool AsciiDownload { get; init; }

    /// <summary><c>cmds_allowed</c>: the only verbs admitted after login, in capitals. Null (the default): all.</summary>
    public required FrozenSet<string>? VerbsAllowed { get; init; }

    /// <summary><c>cmds_denied</c>: verbs refused after login, in capitals; wins over <see cref="VerbsAllowed"/>. Default: none.</summary>
    public required FrozenSet<string> VerbsDenied { get; init; }

    /// <summary><c>deny_file</c>, <c>hide_file</c>, <c>upload_file</c>, <c>download_file</c>: which names are closed, hidden, or the only ones that may be transferred. Null (the default): none.</summary>
    public required NameRules? Names { get; init; }

    /// <summary>Whether <c>cmds_allowed</c> and <c>cmds_denied</c> let a verb, in capitals, pass.</summary>
    public bool Admits(string verb) => !VerbsDenied.Contains(verb) && VerbsAllowed?.Contains(verb) != false;
}
