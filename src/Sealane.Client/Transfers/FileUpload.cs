namespace Sealane.Client.Transfers;

/// <summary>Upload of a local file.</summary>
internal static class FileUpload
{
    internal static async Task<TransferResult> RunAsync(FtpsClient client, string localPath, string path, FileTransferOptions options, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new FileStream(localPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{localPath}: {e.Message}", client.IsConnected, inner: e);
        }

        await using (file.ConfigureAwait(false))
        {
            long offset = options.Resume && !options.Transfer.Ascii
                && await client.FindAsync(path, cancellation).ConfigureAwait(false) is { IsFile: true, Length: { } there } && there <= file.Length ? there : 0;
            file.Position = offset;
            TransferResult result = await client.UploadAsync(file, path, options.Transfer with { Offset = offset }, cancellation).ConfigureAwait(false);
            if (options.VerifyHash)
            {
                file.Position = 0;
                await FileHash.CompareAsync(client, path, file, options.HashFunction, cancellation).ConfigureAwait(false);
            }

            if (options.KeepTime)
            {
                _ = await client.SetModifiedAsync(path, File.GetLastWriteTimeUtc(localPath), cancellation).ConfigureAwait(false);
            }

            return result;
        }
    }
}
