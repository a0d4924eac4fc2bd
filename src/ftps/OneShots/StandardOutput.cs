using Microsoft.Win32.SafeHandles;
using Sealane.Client;

namespace Sealane.Shell.OneShots;

/// <summary>Standard output as bytes. The console's own stream is deaf to a reader that has gone; this one ends the transfer.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        // Into a file, the other way round: a stream of our own would keep a position of its own, and the shell's next command write over what we wrote.
        var raw = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return raw.CanSeek ? Console.OpenStandardOutput() : raw;
    }

    /// <summary>Downloads a file or a piece of one to it. After a failure that passes it goes on behind the last byte.</summary>
    /// <returns>How many bytes were written, and the last result.</returns>
    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public static async Task<(long Bytes, TransferResult Result)> WriteAsync(
        Connections connections, RemoteUrl url, Stream output, ByteRange? range, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        long written = 0;
        long? begin = null;
        try
        {
            TransferResult result = await connections.UseAsync(
                url,
                async (client, _) =>
                {
                    begin ??= range is null ? 0 : await range.BeginAsync(client, url.Path, cancellation);
                    try
                    {
                        TransferResult moved = await client.DownloadAsync(
                            url.Path, output, new TransferOptions { Offset = begin.Value + written, Length = range?.Length - written, Progress = progress }, cancellation);
                        written += moved.Moved;
                        return moved;
                    }
                    catch (FtpsException e)
                    {
                        written += e.Moved;
                        throw;
                    }
                },
                cancellation);
            return (written, result);
        }
        catch (FtpsException e) when (e.InnerException is IOException { HResult: BrokenPipe } closed)
        {
            throw new OutputClosedException(closed);
        }
    }
}
