namespace Sealane.Client.Transfers;

/// <summary>Download into a local file: whole or not at all under its name, the rest resumable. A refusal of the server touches nothing here.</summary>
internal sealed class FileDownload
{
    private readonly FtpsClient _client;
    private readonly string _path;
    private readonly string _localPath;
    private readonly FileTransferOptions _options;

    // A device cannot be renamed to or cut, and holds nothing.
    private readonly bool _isDevice;
    private readonly bool _exists;
    private readonly bool _inPlace;
    private readonly string _target;

    private FileDownload(FtpsClient client, string path, string localPath, FileTransferOptions options)
    {
        (_client, _path, _localPath, _options) = (client, path, localPath, options);
        _isDevice = !OperatingSystem.IsWindows() && Path.GetFullPath(localPath) is var full
            && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
        _exists = File.Exists(localPath);
        _inPlace = _isDevice || !options.UsePart || (_exists && options.Existing == ExistingFile.Resume);
        _target = _inPlace ? localPath : localPath + ".part";
    }

    internal static Task<TransferResult> RunAsync(FtpsClient client, string path, string localPath, FileTransferOptions options, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        if (options.Transfer.Offset != 0 || options.Transfer.Length is not null)
        {
            throw new ArgumentException("Where a file transfer begins and ends it finds out itself; a range goes into a stream (DownloadAsync).", nameof(options));
        }

        return new FileDownload(client, path, localPath, options).RunAsync(cancellation);
    }

    private bool Resumes => _exists && _options.Existing == ExistingFile.Resume && !_isDevice;

    private async Task<TransferResult> RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(_localPath) || (_exists && !_isDevice && _options.Existing == ExistingFile.Refuse))
        {
            throw Local($"{_localPath}: {(_exists ? "file already exists" : "is a directory")}");
        }

        if (Resumes && _options.Transfer.Ascii)
        {
            throw new ArgumentException("A text transfer cannot be resumed: what the server counts is not what is here.");
        }

        RemoteEntry? remote = _options.Known;
        if (remote is null && (_options.KeepTime || Resumes || (!_inPlace && !_options.Transfer.Ascii)))
        {
            remote = await _client.FindAsync(_path, cancellation).ConfigureAwait(false);
        }

        var journal = new PartJournal(_target, _client.Options, _path, remote?.Length, remote?.Modified);
        long offset = Try(() => Offset(journal, remote));
        if (Resumes && remote?.Length is { } size && size < offset)
        {
            throw new FtpsException(FtpsFailure.Verification,
                $"{_localPath} is longer ({offset} bytes) than {_path} on the server ({size} bytes): it is not its beginning, and was left as it is.", _client.IsConnected);
        }

        TransferResult result = offset > 0 && offset == remote?.Length
            ? new TransferResult(0, TimeSpan.Zero, _client.Server.Greeting, null)
            : await FetchAsync(journal, remote, offset, cancellation).ConfigureAwait(false);
        await FinishAsync(journal, remote, cancellation).ConfigureAwait(false);
        return result;
    }

    // How much is here already. A part is gone on with only if it is of the very file that is there now.
    private long Offset(PartJournal journal, RemoteEntry? remote)
    {
        var file = new FileInfo(_target);
        if (_inPlace)
        {
            return Resumes ? file.Length : 0;
        }

        if (file.LinkTarget is not null)
        {
            // Not ours: it would lead the bytes to another file.
            file.Delete();
            return 0;
        }

        return file.Exists && !_options.Transfer.Ascii && journal.Matches() && file.Length <= remote!.Length ? file.Length : 0;
    }

    private async Task<TransferResult> FetchAsync(PartJournal journal, RemoteEntry? remote, long offset, CancellationToken cancellation)
    {
        FileStream? file = null;
        TransferOptions transfer = _options.Transfer with
        {
            Offset = offset,
            ExpectedLength = _options.Transfer.Ascii ? null : _options.Transfer.ExpectedLength ?? remote?.Length,
        };
        try
        {
            return await _client.Core.RunAsync(link => Download.RunAsync(link, _path, Begin, transfer, cancellation), cancellation, anywhere: _path.StartsWith('/')).ConfigureAwait(false);
        }
        finally
        {
            if (file is not null)
            {
                bool empty = !_inPlace && file.Length == 0;
                await file.DisposeAsync().ConfigureAwait(false);
                if (empty && remote is not { Length: 0 })
                {
                    Discard(journal);
                }
            }
        }

        Stream Begin()
        {
            // Once more after a repetition.
            file?.Dispose();
            file = new FileStream(_target, _isDevice ? FileMode.Open : FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0,
                OperatingSystem.IsWindows() ? FileOptions.Asynchronous : FileOptions.None);
            if (!_isDevice)
            {
                // First empty, then the note of what it will be: a crash between leaves nothing that could be mixed.
                file.SetLength(offset);
                file.Position = offset;
                if (!_inPlace && offset == 0)
                {
                    journal.Write();
                }
            }

            return file;
        }
    }

    private async Task FinishAsync(PartJournal journal, RemoteEntry? remote, CancellationToken cancellation)
    {
        if (_options.VerifyHash && !_isDevice)
        {
            try
            {
                FileStream file = Try(() => new FileStream(_target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
                await using (file.ConfigureAwait(false))
                {
                    await FileHash.CompareAsync(_client, _path, file, _options.HashFunction, cancellation).ConfigureAwait(false);
                }
            }
            catch (FtpsException e) when (e.Failure == FtpsFailure.Verification && !_inPlace)
            {
                // It is known to be wrong: nothing to go on with.
                Discard(journal);
                throw;
            }
        }

        _ = Try(() =>
        {
            if (!_inPlace)
            {
                // A file without a byte came without a block.
                using (File.Open(_target, FileMode.OpenOrCreate))
                {
                }

                if (_exists && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(_target, File.GetUnixFileMode(_localPath));
                }

                File.Move(_target, _localPath, overwrite: true);
                journal.Remove();
            }

            if (_options.KeepTime && !_isDevice && remote is { Modified: { } modified })
            {
                File.SetLastWriteTimeUtc(_localPath, modified);
            }

            return true;
        });
    }

    private void Discard(PartJournal journal)
    {
        try
        {
            File.Delete(_target);
            journal.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left behind; the failure that is on its way to the caller counts.
        }
    }

    private T Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException and not FtpsException or UnauthorizedAccessException)
        {
            throw Local($"{_localPath}: {e.Message}", e);
        }
    }

    private FtpsException Local(string message, Exception? inner = null) => new(FtpsFailure.LocalFile, message, _client.IsConnected, inner: inner);
}
