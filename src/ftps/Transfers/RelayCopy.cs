using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;

namespace Sealane.Shell.Transfers;

/// <summary>From a server to a server, through this program and not its disk.</summary>
internal sealed class RelayCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) : FileCopy(context, options, task, running)
{
    /// <summary>Copies it; what is done before and after a copy is the caller's.</summary>
    internal Task RelayAsync() => CopyAsync();

    protected override async Task CopyAsync()
    {
        long offset = Options.Continue ? await BehindTargetAsync().ConfigureAwait(false) : 0;
        try
        {
            _ = await Files.RunAsync(Source, Running.Slot, (from, path, cancellation) => ReadAsync(from, path, offset, cancellation)).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw Fault(e, Source);
        }
    }

    private async Task<bool> ReadAsync(FtpsClient from, string path, long offset, CancellationToken cancellation)
    {
        RemoteEntry? entry = await from.FindAsync(path, cancellation).ConfigureAwait(false);
        Running.Size = entry?.Length;
        if (offset > 0 && offset >= entry?.Length)
        {
            return true;
        }

        Stream source = await from.OpenReadAsync(path, offset, cancellation).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            Running.Begin(offset);
            bool hasBegun = false;
            var slot = new Job(Running.Name, Running.Slot);
            try
            {
                return await Files.RunAsync(Target, slot, async (to, targetPath, token) =>
                {
                    if (hasBegun)
                    {
                        // What was read is gone: the copy has to be begun anew, or with -c.
                        throw new CommandException($"Fatal error: the connection to the target broke after {Running.Moved} bytes; `-c' goes on behind them");
                    }

                    if (Options.DeletesTarget && await to.FindAsync(targetPath, token).ConfigureAwait(false) is { IsFile: true })
                    {
                        await to.DeleteAsync(targetPath, token).ConfigureAwait(false);
                    }

                    hasBegun = true;
                    Files.Changed(Target, targetPath);
                    await to.UploadAsync(source, targetPath, new TransferOptions { Offset = offset, Ascii = Options.Ascii, Progress = Running }, token).ConfigureAwait(false);
                    if (entry?.Modified is { } modified)
                    {
                        await Files.SetTimeAsync(to, targetPath, modified, Target.Site!, token).ConfigureAwait(false);
                    }

                    return true;
                }).ConfigureAwait(false);
            }
            catch (FtpsException e)
            {
                throw Fault(e, Target);
            }
        }
    }

    private Task<long> BehindTargetAsync() => Files.RunAsync(Target, Running.Slot, async (client, path, cancellation) =>
        await client.FindAsync(path, cancellation).ConfigureAwait(false) is { IsFile: true, Length: { } length } ? length : 0);
}
