using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Transfers;

/// <summary>From the disk to a server.</summary>
internal sealed class UploadCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) : FileCopy(context, options, task, running)
{
    private bool _hasBegun;
    private bool _isFirst = true;

    protected override async Task CopyAsync()
    {
        FileStream source = OpenSource();
        await using (source.ConfigureAwait(false))
        {
            await LocalLock.TakeAsync(source, Context.Settings, Cancellation).ConfigureAwait(false);
            Running.Size = source.Length;
            try
            {
                _ = await Files.RunAsync(Target, Running.Slot, (client, path, cancellation) => SendAsync(client, source, path, cancellation)).ConfigureAwait(false);
            }
            catch (FtpsException e) when (e.InnerException is IOException and not FtpsException && e.Failure == FtpsFailure.LocalFile)
            {
                throw Fault(e.InnerException, Source);
            }
            catch (FtpsException e)
            {
                throw Fault(e, Target);
            }
            finally
            {
                if (Files.AbsolutePath is { } path)
                {
                    Files.Changed(Target, path);
                }
            }
        }
    }

    private async Task<bool> SendAsync(FtpsClient client, FileStream source, string path, CancellationToken cancellation)
    {
        int slash = path.LastIndexOf('/');
        if (_isFirst && Options.MakesDirectories && slash > 0)
        {
            await client.CreateDirectoryAsync(path[..slash], parents: true, cancellation).ConfigureAwait(false);
        }

        if (_isFirst && Options.DeletesTarget)
        {
            await RemoveAsync(client, path, cancellation).ConfigureAwait(false);
        }

        _isFirst = false;
        string written = LocalTargetRules.TemporaryPattern(Context.Settings) is { } pattern ? path[..(slash + 1)] + LocalTargetRules.Temporary(pattern, path[(slash + 1)..]) : path;

        // What an attempt before this one has sent is the beginning of this file; what was there before, only if the user says so.
        long offset = 0;
        if ((Options.Continue || (_hasBegun && !Options.Ascii)) && await FoundAsync(client, written, path, cancellation).ConfigureAwait(false) is { } there)
        {
            if (Options.Continue && there >= source.Length)
            {
                return true;
            }

            offset = Math.Min(there, source.Length);
        }

        source.Position = offset;
        Running.Begin(offset);
        _hasBegun = true;
        await client.UploadAsync(source, written, new TransferOptions { Offset = offset, Ascii = Options.Ascii, MoreFollow = true, Progress = Running }, cancellation).ConfigureAwait(false);
        if (written != path)
        {
            await client.RenameAsync(written, path, cancellation).ConfigureAwait(false);
        }

        if (!Options.Ascii)
        {
            await Files.SetTimeAsync(client, path, File.GetLastWriteTimeUtc(Source.Path), Target.Site!, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<long?> FoundAsync(FtpsClient client, string written, string path, CancellationToken cancellation)
    {
        RemoteEntry? found = await client.FindAsync(written, cancellation).ConfigureAwait(false);
        found ??= written == path ? null : await client.FindAsync(path, cancellation).ConfigureAwait(false);
        if (Options.Continue && found is { IsFile: true, Length: null })
        {
            Context.Error.Write($"{Context.Name}: {path}: sent whole: the server does not tell how much of it is there, or may not be asked (ftp:use-size)\n");
        }

        return found is { IsFile: true } ? found.Length : null;
    }

    private static async Task RemoveAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        try
        {
            await client.DeleteAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Failure is FtpsFailure.NotAvailable or FtpsFailure.Refused)
        {
            // Not there, or not ours to remove: then the upload says so.
        }
    }
}
