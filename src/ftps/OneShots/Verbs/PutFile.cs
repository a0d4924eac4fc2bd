using Sealane.Client;
using Sealane.Shell.Background;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary>The upload of one file, with everything that may be asked of it.</summary>
internal sealed class PutFile(Run run, Connections connections, RemoteUrl url, string local)
{
    public bool Resumes { get; init; }

    public bool Appends { get; init; }

    public bool IsAtomic { get; init; }

    public bool KeepsTime { get; init; }

    public required Verification Verification { get; init; }

    /// <summary>Files of this size and more are gone on with after a failure, if that is safe.</summary>
    public long WorthResuming { get; init; }

    // lftp's name for such files, which its mirror leaves out by itself; the same each time, so that -c finds it.
    private string Hidden => Places.Join(Places.Parent(url.Path), ".in." + Places.NameOf(url.Path));

    private string Target => IsAtomic ? Hidden : url.Path;

    public async Task<FileEvent> FromFileAsync()
    {
        // What is there after a failure is surely ours only if nothing was there before.
        bool wasMissing = false;
        (TransferResult result, string? verified) = await connections.UseAsync(
            url,
            async (client, attempt) =>
            {
                Verification.Demand(client);
                if (attempt == 0 && File.Exists(local) && new FileInfo(local).Length >= WorthResuming && !Resumes && !Appends)
                {
                    wasMissing = await client.FindAsync(Target, run.Cancellation) is null;
                }

                FileTransferOptions options = new()
                {
                    Resume = Resumes || (attempt > 0 && wasMissing),
                    VerifyHash = Verification.ByHash,
                    HashFunction = Verification.Function,
                    Transfer = new TransferOptions { Append = Appends, Progress = run.Report.ProgressOf(url.CleanPath) },
                };
                TransferResult moved = await client.UploadFileAsync(local, Target, options, run.Cancellation);
                if (KeepsTime && !await client.SetModifiedAsync(Target, File.GetLastWriteTimeUtc(local), run.Cancellation))
                {
                    run.Report.Warn($"{url.Host} does not let this user set times (MFMT); the files have the time of their upload");
                }

                await RenameAsync(client);
                return (moved, Verification.Passed(client));
            },
            run.Cancellation,
            // A second APPE after bytes went through would write them twice.
            repeats: failure => !Appends || failure.Moved == 0);
        return Told(result, verified);
    }

    public async Task<FileEvent> FromInputAsync()
    {
        if (OperatingSystem.IsLinux() && !ProcessCalls.IsReadable(0))
        {
            throw new IOException("standard input is closed, so there is nothing to send");
        }

        await using Stream input = Console.OpenStandardInput();
        TransferResult result = await connections.UseAsync(
            url,
            async (client, _) =>
            {
                TransferResult moved = await client.UploadAsync(input, Target, new TransferOptions { Append = Appends, Progress = run.Report.ProgressOf(url.CleanPath) }, run.Cancellation);
                await RenameAsync(client);
                return moved;
            },
            run.Cancellation,
            // What was read from a pipe is gone.
            repeats: failure => failure.Moved == 0);
        return Told(result, null);
    }

    private FileEvent Told(TransferResult result, string? verified) => new(Appends ? "append" : "upload", url.CleanPath)
    {
        Local = local,
        Bytes = result.Moved,
        Seconds = Places.Seconds(result),
        SessionResumed = result.Resumed,
        Verified = verified,
    };

    private async Task RenameAsync(FtpsClient client)
    {
        if (!IsAtomic)
        {
            return;
        }

        try
        {
            await client.RenameAsync(Hidden, url.Path, run.Cancellation);
        }
        catch (FtpsException e) when (!e.IsTransient)
        {
            throw new FtpsException(e.Failure,
                $"{url.CleanPath} is uploaded whole as {Hidden}, but the server does not rename it ({e.Message}). If it never renames onto a file that exists, remove that one first (ftps rm {url}), or go without --atomic",
                e.ConnectionUsable, e.Reply, e);
        }
    }
}
