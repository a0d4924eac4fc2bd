namespace Sealane.Client.Transfers;

/// <summary>Download into a local file: whole or not at all under its name, the rest resumable.</summary>
internal static class FileDownload
{
    internal static async Task<TransferResult> RunAsync(FtpsClient client, string path, string localPath, FileTransferOptions options, CancellationToken cancellation)
    {
        bool exists = File.Exists(localPath);
        if (exists && options.Existing == ExistingFile.Refuse)
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{localPath}: file already exists", client.IsConnected);
        }

        bool inPlace = !options.UsePart || (exists && options.Existing == ExistingFile.Resume);
        string target = inPlace ? localPath : localPath + ".part";
        var journal = new PartJournal(target);
        TransferResult result;
        FileStream file = Open(client, target);
        await using (file.ConfigureAwait(false))
        {
            bool resume = options.Existing == ExistingFile.Resume && inPlace && !options.Transfer.Ascii;
            long offset = resume ? file.Length : 0;
            if (!inPlace && !options.Transfer.Ascii && file.Length > 0)
            {
                // A part is gone on with only if it is of the very file that is there now.
                offset = await journal.MatchesAsync(client, path, cancellation).ConfigureAwait(false) ? file.Length : 0;
            }

            if (resume && offset > 0 && await client.GetSizeAsync(path, cancellation).ConfigureAwait(false) is { } size && size <= offset)
            {
                return size == offset
                    ? new TransferResult(0, TimeSpan.Zero, client.Server.Greeting, null)
                    : throw new FtpsException(FtpsFailure.Verification, $"{localPath} is longer ({offset} bytes) than {path} on the server ({size} bytes): it is not its beginning.", client.IsConnected);
            }

            file.SetLength(offset);
            file.Position = offset;
            if (!inPlace && offset == 0)
            {
                await journal.WriteAsync(client, path, cancellation).ConfigureAwait(false);
            }

            result = await client.DownloadAsync(path, file, options.Transfer with { Offset = offset }, cancellation).ConfigureAwait(false);
            if (options.VerifyHash)
            {
                file.Position = 0;
                await CompareAsync(client, path, file, options, inPlace ? null : journal, cancellation).ConfigureAwait(false);
            }
        }

        if (!inPlace)
        {
            File.Move(target, localPath, overwrite: true);
            journal.Remove();
        }

        if (options.KeepTime && await client.FindAsync(path, cancellation).ConfigureAwait(false) is { Modified: { } modified })
        {
            File.SetLastWriteTimeUtc(localPath, modified);
        }

        return result;
    }

    private static async Task CompareAsync(FtpsClient client, string path, FileStream file, FileTransferOptions options, PartJournal? journal, CancellationToken cancellation)
    {
        try
        {
            await FileHash.CompareAsync(client, path, file, options.HashFunction, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.Verification)
        {
            // A damaged part must not be gone on with: the next download starts again.
            journal?.Remove();
            throw;
        }
    }

    private static FileStream Open(FtpsClient client, string target)
    {
        try
        {
            // No buffer of its own: blocks are large already.
            return new FileStream(target, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{target}: {e.Message}", client.IsConnected, inner: e);
        }
    }
}
