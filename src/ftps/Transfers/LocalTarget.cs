using Microsoft.Win32.SafeHandles;

namespace Sealane.Shell.Transfers;

/// <summary>
/// The local file that a download writes. It is not touched before the first byte has come (or the transfer is known to have none): what is refused leaves everything as it was.
/// </summary>
internal sealed class LocalTarget : Stream
{
    private const int DiskFull = 28;
    private const int QuotaExceeded = 122;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _written;
    private readonly LocalTargetRules _rules;
    private readonly bool _keepsContent;
    private readonly bool _deletes;
    private readonly CancellationToken _cancellation;
    private readonly long _begin;
    private string? _backup;
    private FileStream? _file;
    private SafeFileHandle? _handle;
    private bool _isToBeEmptied;
    private long _position;

    /// <param name="path">The file.</param>
    /// <param name="rules">What may be done to one that is there.</param>
    /// <param name="options">Whether to go on with it, remove it, or write into its middle.</param>
    /// <param name="cancellation">Ends a wait for room on the disk.</param>
    public LocalTarget(string path, LocalTargetRules rules, CopyOptions options, CancellationToken cancellation)
    {
        (_path, _rules, _cancellation) = (path, rules, cancellation);
        _written = rules.TemporaryName is { } pattern ? Path.Combine(Path.GetDirectoryName(path)!, LocalTargetRules.Temporary(pattern, Path.GetFileName(path))) : path;
        var there = new FileInfo(path);
        _keepsContent = options.Continue || options.TargetPosition is not null;
        _deletes = options.DeletesTarget;

        // An interrupted transfer left what it had under the temporary name.
        var partial = new FileInfo(_written);
        _begin = options.TargetPosition ?? (!options.Continue ? 0 : there.Exists ? there.Length : partial.Exists ? partial.Length : 0);
        _written = options.Continue && there.Exists ? path : _written;
        _position = _begin;
    }

    /// <summary>What the file had, which the transfer goes on behind.</summary>
    public long Begin => _begin;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>What writing ran into; more to the point than what the library makes of it.</summary>
    public Exception? Fault { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    /// <summary>Refuses a file that is there and may not be replaced, before anything is fetched for it.</summary>
    /// <exception cref="CommandException">It is, in lftp's words.</exception>
    public void Require()
    {
        if (!_keepsContent && !_deletes && _file is null)
        {
            RequireReplaceable(_path, _rules);
        }
    }

    /// <summary>Refuses a file that is there and may not be replaced.</summary>
    /// <exception cref="CommandException">It is, in lftp's words.</exception>
    public static void RequireReplaceable(string path, LocalTargetRules rules)
    {
        var there = new FileInfo(path);
        if (there.Exists && !rules.Clobber)
        {
            throw new CommandException($"{path}: {(there.Length > 0 ? "file already exists and xfer:clobber is unset" : "File exists")}");
        }
    }

    /// <summary>Back to where it began: text cannot be gone on with.</summary>
    public void Restart()
    {
        _position = _begin;
        _file?.SetLength(_begin);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            bool isFirst = _file is null;
            FileStream file = Open();
            if (isFirst && _rules.Opened is { } opened)
            {
                await opened(file, _cancellation).ConfigureAwait(false);
                Truncate();
            }

            while (true)
            {
                try
                {
                    // The asynchronous call would be the same one on another thread of the pool; this is one, and the hop costs as much as the copy.
                    RandomAccess.Write(_handle!, buffer.Span, _position);
                    _position += buffer.Length;
                    return;
                }
                catch (IOException e) when (!_rules.DiskFullFatal && (e.HResult & 0xFFFF) is DiskFull or QuotaExceeded)
                {
                    // Somebody may make room: until then the server waits too.
                    await Task.Delay(s_patience, _cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (CommandException e)
        {
            Fault = e;
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = new CommandException($"{_path}: {LocalFault.Of(e)}", e);
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writes are asynchronous.");

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The transfer is whole: the file gets its name and its time.</summary>
    /// <param name="modified">The source's time, UTC; null leaves it.</param>
    /// <exception cref="CommandException">The system does not let us.</exception>
    public void Commit(DateTime? modified)
    {
        try
        {
            FileStream file = Open();
            Truncate();
            file.Dispose();
            if (modified is { } time)
            {
                File.SetLastWriteTimeUtc(_written, time);
            }

            if (_written != _path)
            {
                File.Move(_written, _path, overwrite: true);
            }

            if (_backup is not null && !_rules.KeepBackup)
            {
                File.Delete(_backup);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{_path}: {LocalFault.Of(e)}", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // What has come stays for the next try with -c; so does the backup of what it was to replace.
        _file?.Dispose();
        base.Dispose(disposing);
    }

    private void Truncate()
    {
        if (_isToBeEmptied)
        {
            _isToBeEmptied = false;
            _file!.SetLength(0);
        }
    }

    private FileStream Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        Require();
        if (_deletes && !_keepsContent)
        {
            File.Delete(_path);
        }

        if (!_keepsContent && _rules.BackupSuffix is { } suffix && File.Exists(_path))
        {
            _backup = _path + suffix;
            if (_written == _path)
            {
                File.Move(_path, _backup, overwrite: true);
            }
            else if (_rules.KeepBackup)
            {
                File.Copy(_path, _backup, overwrite: true);
            }
        }

        // What somebody else has locked is not emptied before it is ours.
        _isToBeEmptied = !_keepsContent && _rules.Opened is not null;
        FileMode mode = _keepsContent || _isToBeEmptied ? FileMode.OpenOrCreate : FileMode.Create;
        _file = new FileStream(_written, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        // Asking the stream for it costs a system call each time.
        _handle = _file.SafeFileHandle;
        return _file;
    }
}
