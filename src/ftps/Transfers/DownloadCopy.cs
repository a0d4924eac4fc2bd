using Sealane.Client;
using Sealane.Shell.Commands;

namespace Sealane.Shell.Transfers;

/// <summary>From a server to the disk.</summary>
internal sealed class DownloadCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) : FileCopy(context, options, task, running)
{
    protected override async Task CopyAsync()
    {
        MakeLocalDirectory();
        using var target = new LocalTarget(Target.Path, LocalTargetRules.Of(Context), Options, Cancellation);
        try
        {
            RemoteEntry? entry = await Files.RunAsync(Source, Running.Slot, (client, path, cancellation) => FetchAsync(client, path, target, cancellation)).ConfigureAwait(false);
            target.Commit(entry?.Modified);
        }
        catch (FtpsException e)
        {
            throw target.Fault ?? Fault(e, Source);
        }

        await Verification.RunAsync(Context, Target.Path, Cancellation).ConfigureAwait(false);
    }

    private async Task<RemoteEntry?> FetchAsync(FtpsClient client, string path, LocalTarget target, CancellationToken cancellation)
    {
        RemoteEntry? entry = await client.FindAsync(path, cancellation).ConfigureAwait(false);
        if (entry is not null)
        {
            target.Require();
        }

        long? size = entry is { IsFile: true, Length: { } length } ? length : null;
        Running.Size = size;
        if (Options.Ascii)
        {
            target.Restart();
        }

        // What is written already is behind the target's beginning; so much of the source is done.
        long done = target.Position - (Options.TargetPosition is null ? 0 : target.Begin);
        long offset = Options.Ascii && !Options.Continue ? 0 : Options.SourceStart + done;
        if (size is { } whole && (Options.Continue ? offset >= whole : offset > whole))
        {
            return entry;
        }

        Running.Begin(offset);
        long? wanted = Options.SourceEnd - offset;
        if (wanted <= 0)
        {
            return entry;
        }

        await client.DownloadAsync(path, target, new TransferOptions
        {
            Offset = offset,
            Length = wanted,
            Ascii = Options.Ascii,
            ExpectedLength = Options.Ascii ? null : size,
            MoreFollow = true,
            Progress = Running,
        }, cancellation).ConfigureAwait(false);
        return entry;
    }
}
