using System.Buffers;
using Sealane.Client.Data;
using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>Receives a file in MODE Z: what <see cref="TransferPump"/> does for plain ones.</summary>
internal static class CompressedDownload
{
    /// <param name="transfer">Open.</param>
    /// <param name="options">Deadline and limits; those count what crosses the network.</param>
    /// <param name="sink">Gets the plain bytes.</param>
    /// <param name="convert">Applied to them before (TYPE A); null for none.</param>
    /// <param name="most">How many plain bytes there can be; null if that is not known. A few bytes on the wire can be a disk full.</param>
    /// <exception cref="IOException">What arrives is not whole.</exception>
    /// <exception cref="FtpsException">There are more plain bytes than there can be.</exception>
    internal static async Task ReceiveAsync(
        DataTransfer transfer, FtpsClientOptions options, ByteSink sink, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert, long? most)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Block.Size);
        long moved = 0;
        try
        {
            while (true)
            {
                transfer.Connection.Deadline.Arm(options.StallTimeout);
                int count = await transfer.ReceiveAsync(buffer).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                transfer.Connection.Deadline.Disarm();
                moved += count;
                if (moved > most)
                {
                    throw new FtpsException(FtpsFailure.Verification,
                        $"more comes out of the compressed data than the {most} bytes that the file has. It was changed meanwhile, or the server means harm; download it again.", connectionUsable: true) { Moved = moved };
                }

                await sink.WriteAsync(convert is null ? buffer.AsMemory(0, count) : convert(buffer.AsMemory(0, count)), CancellationToken.None).ConfigureAwait(false);
                int cost = transfer.TakeCost(count);
                await Task.WhenAll(options.DownloadLimit?.SpendAsync(cost) ?? Task.CompletedTask, options.TotalDownloadLimit?.SpendAsync(cost) ?? Task.CompletedTask).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
