namespace Sealane.Server.Options;

/// <summary>What the server says about itself (<c>log_level</c>).</summary>
public enum LogVerbosity
{
    /// <summary>What somebody must act upon.</summary>
    Error,

    /// <summary>And what may become that.</summary>
    Warning,

    /// <summary>And each login and transfer.</summary>
    Info,

    /// <summary>And what a developer asks for.</summary>
    Debug,
}

/// <summary>What is written down, and where. The logic of <c>xferlog_enable</c>, <c>xferlog_std_format</c> and <c>dual_log_enable</c> is resolved into paths.</summary>
public sealed record LogOptions
{
    internal LogOptions()
    {
    }

    /// <summary>Absolute path of the log in vsftpd's format. Null (the default): not written.</summary>
    public required string? VsftpdLogFile { get; init; }

    /// <summary><c>syslog_enable</c>: absolute path of the datagram socket that takes the log in vsftpd's format instead of <see cref="VsftpdLogFile"/>. Null (the default): none.</summary>
    public required string? SyslogSocket { get; init; }

    /// <summary>Absolute path of the log in wu-ftpd's xferlog format. Null (the default): not written.</summary>
    public required string? XferlogFile { get; init; }

    /// <summary><c>transfer_log_json</c>: absolute path of the log with one JSON object a line. Null (the default): not written.</summary>
    public required string? JsonFile { get; init; }

    /// <summary><c>log_ftp_protocol</c>: every command and reply is logged, passwords masked. Default: no.</summary>
    public required bool Protocol { get; init; }

    /// <summary><c>log_level</c>. Default: <see cref="LogVerbosity.Info"/>.</summary>
    public required LogVerbosity Verbosity { get; init; }
}
