using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sealane.Server.Logging;

/// <summary>A log file cannot be opened.</summary>
/// <param name="message">Which, why, and what to do.</param>
/// <param name="inner">The system's error.</param>
public sealed class LogFileException(string message, Exception inner) : IOException(message, inner);

/// <summary>
/// A log file of lines, written by a task of its own so that no session ever waits for the disk. When the disk stalls for so long that the queue
/// is full, lines are dropped and their number is written in their place. Disposing writes what is queued.
/// </summary>
internal sealed class LineLog : ILineLog
{
    // Some 20 MB of lines: half a minute of a busy server.
    private const int MostQueued = 100_000;

    // Compared by reference: a place in the queue at which the file is opened anew, so that lines before it go to the old file and those behind it to the new.
    private static readonly string s_reopen = new('\n', 1);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostQueued) { SingleReader = true });
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly LogPlace _place;
    private readonly Task _writer;
    private long _dropped;
    private TaskCompletionSource? _reopened;

    private LineLog(string path, FileStream file, ILogger logger, TimeProvider time)
    {
        _path = path;
        _logger = logger;
        _place = new LogPlace(System.IO.Path.GetFullPath(path), time);
        _writer = Task.Run(() => DrainAsync(file));
    }

    /// <summary>Opens the file for appending; a new one is readable by its owner and group only, since it names users and files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that named it, for the message.</param>
    /// <param name="logger">Hears of a disk that fails.</param>
    /// <param name="time">The system's clock if left out.</param>
    /// <exception cref="LogFileException">It cannot be opened.</exception>
    internal static LineLog Open(string path, string option, ILogger logger, TimeProvider? time = null)
    {
        try
        {
            return new LineLog(path, OpenFile(path), logger, time ?? TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFileException($"the log {path} cannot be written ({e.Message.TrimEnd('.')}). Make it writable for this user, or name another file: {option}=PATH", e);
        }
    }

    private static FileStream OpenFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return new FileStream(path, options);
    }

    /// <summary>The file's path.</summary>
    public string Path => _path;

    /// <summary>Opens the file anew under its name, after it was renamed or removed; what is queued still goes to the old one. When that fails the old one is kept, which is logged.</summary>
    public Task ReopenAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _reopened, done)?.TrySetResult();
        if (!_lines.Writer.TryWrite(s_reopen))
        {
            // Full, or closing: the next request does it.
            done.TrySetResult();
        }

        return done.Task;
    }

    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private async Task DrainAsync(FileStream file)
    {
        try
        {
            bool failing = false;
            var batch = new StringBuilder();
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                batch.Clear();
                bool reopen = false;
                while (!reopen && batch.Length < 64 * 1024 && _lines.Reader.TryRead(out string? line))
                {
                    reopen = ReferenceEquals(line, s_reopen);
                    batch.Append(reopen ? "" : line).Append(reopen ? "" : "\n");
                }

                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long lost)
                {
                    batch.Append(CultureInfo.InvariantCulture, $"({lost} lines were lost here: the disk did not keep up)\n");
                }

                if (_place.HasLeft(file.SafeFileHandle))
                {
                    file = await AnewAsync(file).ConfigureAwait(false);
                }

                try
                {
                    await file.WriteAsync(Encoding.UTF8.GetBytes(batch.ToString())).ConfigureAwait(false);
                    failing = false;
                }
                catch (IOException e)
                {
                    if (!failing)
                    {
                        _logger.LogFailed(_path, e.Message);
                    }

                    failing = true;
                }

                if (reopen)
                {
                    file = await AnewAsync(file).ConfigureAwait(false);
                    Interlocked.Exchange(ref _reopened, null)?.TrySetResult();
                }
            }
        }
        finally
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<FileStream> AnewAsync(FileStream old)
    {
        FileStream file = old;
        try
        {
            file = OpenFile(_path);
            await old.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogKept(_path, e.Message);
            _place.Refuse(old.SafeFileHandle);
        }

        return file;
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }
}
