using System.Buffers;
using System.Runtime.CompilerServices;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Transfers;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Listings;

/// <summary>The bytes of an open listing transfer, block by block, ended like a download. Without the server's goodbye part of it may be missing: the outcome says so.</summary>
internal static class ListingBlocks
{
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        ControlLink link, DataTransfer transfer, string what, ListingOutcome outcome, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        bool ended = false;
        long moved = 0;
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), transfer.Connection);
        try
        {
            while (true)
            {
                transfer.Connection.Deadline.Arm(link.Options.StallTimeout);
                int count;
                try
                {
                    count = await transfer.ReceiveAsync(buffer).ConfigureAwait(false);
                }
                catch (Exception e) when (e is TlsException or IOException)
                {
                    FtpsException failure = await TransferFailure.EndAsync(link, transfer, what, e, moved).ConfigureAwait(false);
                    cancellation.ThrowIfCancellationRequested();
                    throw failure;
                }

                if (count == 0)
                {
                    break;
                }

                moved += count;
                transfer.Connection.Deadline.Disarm();
                yield return buffer.AsMemory(0, count);
            }

            cancellation.ThrowIfCancellationRequested();
            _ = await Download.EndAsync(link, transfer, what, moved, cancellation).ConfigureAwait(false);
            ended = true;
            outcome.EndedInOrder = transfer.Connection.PeerClose == PeerClose.Orderly;
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
            if (!ended)
            {
                await transfer.CancelAsync().ConfigureAwait(false);
            }

            transfer.Dispose();
        }
    }
}
