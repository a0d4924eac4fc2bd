using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Does once, with the server's own identity, everything that is later done with users' identities. The runtime loads code when it is first needed, with the file
/// rights of the thread that needs it: a user who may not read the server's directory must not be the first.
/// </summary>
public static class Rehearsal
{
    // nobody, on every Linux; nothing is done as him but to become him and come back.
    private const uint Nobody = 65534;

    /// <summary>Runs it in a directory of its own below <paramref name="directory"/>, which is removed again.</summary>
    /// <exception cref="InvalidOperationException">The kernel does not let this process act for other users.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public static async Task RunAsync(string directory)
    {
        await DiskThread.Hop();
        string root = Path.Combine(directory, $".rehearsal-{Environment.ProcessId}");
        Directory.CreateDirectory(root);
        try
        {
            using LocalDisk disk = LocalDisk.Open(root, new LocalDiskOptions { Account = "rehearsal", Umask = 0 });
            FtpPath made = FtpPath.Of("/d"), file = FtpPath.Of("/d/f"), moved = FtpPath.Of("/d/g");
            await disk.CreateDirectoryAsync(made, CancellationToken.None).ConfigureAwait(false);
            await disk.EnterAsync(made, CancellationToken.None).ConfigureAwait(false);
            foreach (WriteMode mode in (WriteMode[])[WriteMode.Replace, WriteMode.Replace, WriteMode.Append, WriteMode.Resume])
            {
                FileWriter writer = await disk.OpenWriteAsync(file, mode, mode == WriteMode.Resume ? 1 : 0, CancellationToken.None).ConfigureAwait(false);
                await using (writer.ConfigureAwait(false))
                {
                    await writer.WriteAsync(new byte[2], CancellationToken.None).ConfigureAwait(false);
                    await writer.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }

            FileReader reader = await disk.OpenReadAsync(file, 0, CancellationToken.None).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                _ = await reader.ReadAsync(new byte[16], CancellationToken.None).ConfigureAwait(false);
            }

            DirectoryReader listing = await disk.OpenDirectoryAsync(made, ListingDetail.FactsAndLinks, CancellationToken.None).ConfigureAwait(false);
            await using (listing.ConfigureAwait(false))
            {
                _ = await listing.ReadBatchAsync(CancellationToken.None).ConfigureAwait(false);
            }

            await disk.SetModifiedAsync(file, DateTime.UnixEpoch, CancellationToken.None).ConfigureAwait(false);
            await disk.SetModeAsync(file, 0b110_000_000, CancellationToken.None).ConfigureAwait(false);
            _ = await disk.AvailableAsync(made, CancellationToken.None).ConfigureAwait(false);
            _ = await disk.PartialLengthAsync(moved, CancellationToken.None).ConfigureAwait(false);
            await disk.RenameAsync(file, moved, CancellationToken.None).ConfigureAwait(false);
            await disk.DeleteFileAsync(moved, CancellationToken.None).ConfigureAwait(false);
            try
            {
                await disk.DeleteFileAsync(moved, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StorageException)
            {
                // Refusals need code, too.
            }

            await disk.DeleteDirectoryAsync(made, CancellationToken.None).ConfigureAwait(false);
            await DiskThread.Hop();
            Identity nobody = new(Nobody, Nobody, []);
            using (Identity.Enter(nobody))
            {
                Identity.Require(nobody);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
