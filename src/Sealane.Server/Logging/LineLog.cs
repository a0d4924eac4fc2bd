using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sealane.Server.Logging;

/// <summary>
/// A log file of lines, written by a task of its own so that no session waits for the disk. Bounded: when the disk cannot keep up, writers wait instead of
/// memory growing. Disposing writes what is queued.
/// </summary>
internal sealed class LineLog : IAsyncDisposable
{
    // About a megabyte of lines.
    private const int MostQueued = 10_000;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostQueued) { SingleReader = true });
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Task _writer;

    private LineLog(string path, FileStream file, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _writer = Task.Run(() => WriteAsync(file));
    }

    /// <summary>Opens the file for appending, making it readable by its owner and group only: it names users and files.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    internal static LineLog Open(string path, ILogger logger) => new(path, OpenFile(path), logger);

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
    });

    internal ValueTask WriteAsync(string line) => _lines.Writer.TryWrite(line) ? default : WaitAndWriteAsync(line);

    private async ValueTask WaitAndWriteAsync(string line)
    {
        try
        {
            await _lines.Writer.WriteAsync(line).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The server has stopped; sessions that end after it have nowhere to write.
        }
    }

    private async Task WriteAsync(FileStream file)
    {
        await using (file.ConfigureAwait(false))
        {
            bool failing = false;
            var batch = new StringBuilder();
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                batch.Clear();
                while (batch.Length < 64 * 1024 && _lines.Reader.TryRead(out string? line))
                {
                    batch.Append(line).Append('\n');
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
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }
}
