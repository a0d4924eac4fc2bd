using Microsoft.Extensions.Logging;
using Sealane.Server.Options;

namespace Sealane.Server.Logging;

/// <summary>The log files of one configuration. Immutable: a reload makes a new set, which takes over the files that both name.</summary>
/// <param name="Vsftpd">Those in vsftpd's format: to a file or to the system's log.</param>
/// <param name="Xferlog">Those in wu-ftpd's.</param>
/// <param name="Json">Those in JSON.</param>
internal sealed record TransferLogs(ILineLog? Vsftpd, ILineLog? Xferlog, ILineLog? Json)
{
    internal bool Any => (Vsftpd ?? Xferlog ?? Json) is not null;

    internal IEnumerable<ILineLog> All => new[] { Vsftpd, Xferlog, Json }.OfType<ILineLog>();

    /// <summary>Opens the files that the options name.</summary>
    /// <param name="options">Which.</param>
    /// <param name="current">Those in use, of which the files with the same path are shared; null for none.</param>
    /// <param name="log">Hears of a disk that fails.</param>
    /// <exception cref="LogFileException">One cannot be opened; those that were opened before it are closed again.</exception>
    internal static TransferLogs Open(LogOptions options, TransferLogs? current, ILogger log)
    {
        List<LineLog> opened = [];
        ILineLog? Take(string? path, string option, ILineLog? present)
        {
            if (path is null || present?.Path == path)
            {
                return path is null ? null : present;
            }

            LineLog file = LineLog.Open(path, option, log);
            opened.Add(file);
            return file;
        }

        try
        {
            return new TransferLogs(
                options.SyslogSocket is { } socket
                    ? current?.Vsftpd is SystemLog present && present.Path == socket ? present : new SystemLog(socket, log)
                    : Take(options.VsftpdLogFile, "vsftpd_log_file", current?.Vsftpd as LineLog),
                Take(options.XferlogFile, "xferlog_file", current?.Xferlog),
                Take(options.JsonFile, "transfer_log_json", current?.Json));
        }
        catch (LogFileException)
        {
            foreach (LineLog file in opened)
            {
                // Nothing is queued in it yet, so there is nothing to wait for.
                _ = file.DisposeAsync().AsTask();
            }

            throw;
        }
    }

    /// <summary>Closes, when their lines are written, the files that <paramref name="other"/> does not share.</summary>
    internal async ValueTask CloseExceptAsync(TransferLogs? other)
    {
        foreach (ILineLog file in All)
        {
            if (other?.All.Contains(file) != true)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
