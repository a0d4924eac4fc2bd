using Sealane.Shell.Commands;

namespace Sealane.Shell.Transfers;

/// <summary>From the disk to the disk: <c>file:</c> on both sides.</summary>
internal sealed class LocalCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) : FileCopy(context, options, task, running)
{
    private const int BlockSize = 256 * 1024;

    protected override async Task CopyAsync()
    {
        FileStream source = OpenSource();
        await using (source.ConfigureAwait(false))
        {
            await LocalLock.TakeAsync(source, Context.Settings, Cancellation).ConfigureAwait(false);
            MakeLocalDirectory();
            using var target = new LocalTarget(Target.Path, LocalTargetRules.Of(Context), Options, Cancellation);
            Running.Size = source.Length;
            source.Position = Math.Min(source.Length, Options.TargetPosition is null ? target.Begin : 0);
            Running.Begin(source.Position);
            byte[] block = new byte[BlockSize];
            try
            {
                int count;
                while ((count = await source.ReadAsync(block, Cancellation).ConfigureAwait(false)) > 0)
                {
                    await target.WriteAsync(block.AsMemory(0, count), Cancellation).ConfigureAwait(false);
                    Running.MoveTo(source.Position, count);
                }
            }
            catch (IOException e)
            {
                throw target.Fault ?? Fault(e, Source);
            }

            target.Commit(File.GetLastWriteTimeUtc(Source.Path));
        }
    }
}
