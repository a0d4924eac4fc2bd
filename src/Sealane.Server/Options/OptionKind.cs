namespace Sealane.Server.Options;

/// <summary>What an option's value looks like.</summary>
public enum OptionKind
{
    /// <summary>YES, TRUE or 1; NO, FALSE or 0; in any case.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Permission bits. As in vsftpd a leading 0 makes the number octal, and a number without one is decimal.</summary>
    Octal,

    /// <summary>A time in whole seconds.</summary>
    Seconds,

    /// <summary>A TCP port.</summary>
    Port,

    /// <summary>Bytes per second; 0 for no limit.</summary>
    Rate,

    /// <summary>Any text; empty for none.</summary>
    Text,

    /// <summary>A file or directory on the server; relative ones start at the configuration file's directory. Empty for none.</summary>
    FilePath,

    /// <summary>A numeric IP address; empty for none.</summary>
    Address,

    /// <summary>One of a few words, in any case.</summary>
    Choice,

    /// <summary>FTP verbs, separated by commas; empty for none.</summary>
    Verbs,
}

/// <summary>What this version does with an option.</summary>
public enum OptionStatus
{
    /// <summary>It does what vsftpd's manual (or ours) says.</summary>
    Applied,

    /// <summary>Its purpose is served in another way, whatever the value.</summary>
    Emulated,

    /// <summary>It has no meaning here and is accepted so that existing files keep working.</summary>
    Ignored,

    /// <summary>Known, and without effect in this version.</summary>
    NotYet,
}
