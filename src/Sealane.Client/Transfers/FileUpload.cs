namespace Sealane.Client.Transfers;

/// <summary>Upload of a local file.</summary>
internal static class FileUpload
{
    internal static async Task<TransferResult> RunAsync(FtpsClient client, string localPath, string path, FileTransferOptions options, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        if (options.Transfer.Offset != 0)
        {
            throw new ArgumentException("Where a file transfer begins it finds out itself (Resume); from an offset goes a stream (UploadAsync).", nameof(options));
        }

        if (options.Resume && (options.Transfer.Ascii || options.Transfer.Append))
        {
            throw new ArgumentException("A text transfer cannot be resumed, and appending is no resuming.", nameof(options));
        }

        FileStream file = Open(client, localPath);
        await using (file.ConfigureAwait(false))
        {
            long offset = options.Resume ? await HeldAsync(client, path, file.Length, cancellation).ConfigureAwait(false) : 0;
            TransferResult result;
            if (offset > 0 && offset == file.Length)
            {
                result = new TransferResult(0, TimeSpan.Zero, client.Server.Greeting, null);
            }
            else
            {
                file.Position = offset;
                result = await client.UploadAsync(file, path, options.Transfer with { Offset = offset }, cancellation).ConfigureAwait(false);
            }

            if (options.VerifyHash)
            {
                file.Position = 0;
                await FileHash.CompareAsync(client, path, file, options.HashFunction, cancellation).ConfigureAwait(false);
            }

            if (options.KeepTime)
            {
                _ = await client.SetModifiedAsync(path, File.GetLastWriteTimeUtc(file.SafeFileHandle), cancellation).ConfigureAwait(false);
            }

            return result;
        }
    }

    private static FileStream Open(FtpsClient client, string localPath)
    {
        try
        {
            // No buffer of its own: blocks are large already.
            return new FileStream(localPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
                FileOptions.SequentialScan | (OperatingSystem.IsWindows() ? FileOptions.Asynchronous : FileOptions.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{localPath}: {(Directory.Exists(localPath) ? "is a directory" : e.Message)}", client.IsConnected, inner: e);
        }
    }

    // What the server has of the file.
    private static async Task<long> HeldAsync(FtpsClient client, string path, long length, CancellationToken cancellation)
    {
        RemoteEntry? found = await client.FindAsync(path, cancellation).ConfigureAwait(false);
        if (found is { IsDirectory: false, Length: null })
        {
            throw new FtpsException(FtpsFailure.NotSupported,
                $"{path} is there, but the server does not tell its size, or may not be asked for it: where to go on is not known, and nothing was sent. Upload without resuming to replace it.", client.IsConnected);
        }

        long held = found is { IsDirectory: false, Length: { } there } ? there : 0;
        return held <= length ? held : throw new FtpsException(FtpsFailure.Verification,
            $"{path} on the server is longer ({held} bytes) than the local file ({length} bytes): it is not its beginning, and was left as it is. Upload without resuming to replace it.",
            client.IsConnected);
    }
}
