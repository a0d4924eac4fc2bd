using System.CommandLine;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps get URL…</c>: downloads files.</summary>
internal static class GetVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/PATH", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_output = new("--output", "-o") { Description = "Write to this file; - for standard output.", HelpName = "FILE" };
    private static readonly Option<string?> s_directory = new("--directory", "-O") { Description = "Write into this directory, which is made if need be.", HelpName = "DIR" };
    private static readonly Option<bool> s_continue = new("--continue", "-c") { Description = "Take a local file that exists for the beginning, and fetch the rest." };
    private static readonly Option<bool> s_noClobber = new("--no-clobber", "-n") { Description = "Leave local files that exist alone, and fail." };
    private static readonly Option<bool> s_keepTime = new("--keep-time") { Description = "Give the local file the remote one's time." };
    private static readonly Option<string?> s_range = new("--range") { Description = "Only these bytes: 0-99, 100-, -100.", HelpName = "A-B" };
    private static readonly Option<int> s_parallel = Places.Parallel();
    private static readonly Option<string?> s_verify = Verification.Option();

    public static Frame Build() => new Frame("get", "download files") { OutputIsContent = parsed => parsed.GetValue(s_output) == "-" }
        .With(s_urls, s_output, s_directory, s_continue, s_noClobber, s_keepTime, s_range, s_parallel, s_verify);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, GetAsync);

    private static async Task GetAsync(Run run)
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        string? output = run.Words.GetValue(s_output), directory = run.Words.GetValue(s_directory);
        bool resumes = run.Words.GetValue(s_continue), refuses = run.Words.GetValue(s_noClobber);
        ByteRange? range = run.Words.GetValue(s_range) is { } text ? ByteRange.Parse(text) : null;
        var verification = Verification.Parse(run.Words.GetValue(s_verify));
        if (output is not null && (directory is not null || urls.Length > 1))
        {
            throw new UsageFault("-o names one file; for several files, or with a directory, use -O DIR");
        }

        if ((resumes && refuses) || (range is not null && (resumes || verification.ByHash)) || (output == "-" && (resumes || refuses || verification.ByHash)))
        {
            throw new UsageFault("of -c, -n, --range, --verify and '-o -' these two do not go together: a piece or a pipe cannot be gone on with or compared, and a file cannot be continued and left alone");
        }

        (RemoteUrl Url, string Local)[] files = [.. urls.Select(url => (url, Target(url, output, directory)))];
        if (files.Length != files.Select(file => file.Local).Distinct(StringComparer.Ordinal).Count())
        {
            throw new UsageFault("two of the files have the same name and would overwrite one another; fetch them into different directories (-O)");
        }

        if (directory is not null)
        {
            _ = Directory.CreateDirectory(directory);
        }

        FileTransferOptions options = new()
        {
            Existing = resumes ? ExistingFile.Resume : refuses ? ExistingFile.Refuse : ExistingFile.Replace,
            KeepTime = run.Words.GetValue(s_keepTime),
            VerifyHash = verification.ByHash,
            HashFunction = verification.Function,
        };
        await run.ForEachAsync(files, file => file.Url, run.Words.GetValue(s_parallel), (connections, file) =>
            file.Local == "-" ? PipeAsync(run, connections, file.Url, range)
            : range is not null ? PieceAsync(run, connections, file.Url, file.Local, range, options.Existing)
            : FileAsync(run, connections, file.Url, file.Local, options, verification));
    }

    private static string Target(RemoteUrl url, string? output, string? directory)
    {
        if (output == "-")
        {
            return output;
        }

        if (url.Name is "" or "." or "..")
        {
            throw new UsageFault($"{url} names a directory; to fetch one whole: ftps mirror {url} DIR");
        }

        return output is not null && !Directory.Exists(output) ? output : Path.Combine(output ?? directory ?? "", url.Name);
    }

    private static async Task FileAsync(Run run, Connections connections, RemoteUrl url, string local, FileTransferOptions options, Verification verification)
    {
        (TransferResult result, string? verified) = await connections.UseAsync(
            url,
            async (client, _) =>
            {
                verification.Demand(client);
                FileTransferOptions chosen = options with { Transfer = new TransferOptions { Progress = run.Report.ProgressOf(url.CleanPath) } };
                TransferResult moved = await client.DownloadFileAsync(url.Path, local, chosen, run.Cancellation);
                return (moved, verification.Passed(client));
            },
            run.Cancellation);
        run.Report.Done(new FileEvent("download", url.CleanPath)
        {
            Local = local,
            Bytes = result.Moved,
            Seconds = Places.Seconds(result),
            SessionResumed = result.Resumed,
            Verified = verified,
        });
    }

    private static async Task PieceAsync(Run run, Connections connections, RemoteUrl url, string local, ByteRange range, ExistingFile existing)
    {
        TransferResult result = await connections.UseAsync(
            url,
            async (client, _) =>
            {
                // Asked for first, so that a missing remote file leaves no empty local one.
                long begin = await range.BeginAsync(client, url.Path, run.Cancellation);
                string part = local + ".part";
                if (existing == ExistingFile.Refuse && File.Exists(local))
                {
                    throw new FtpsException(FtpsFailure.LocalFile, $"{local}: file already exists", client.IsConnected);
                }

                TransferResult moved;
                try
                {
                    await using FileStream file = new(part, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
                    moved = await client.DownloadAsync(
                        url.Path, file, new TransferOptions { Offset = begin, Length = range.Length, Progress = run.Report.ProgressOf(url.CleanPath) }, run.Cancellation);
                }
                catch
                {
                    File.Delete(part);
                    throw;
                }

                File.Move(part, local, overwrite: true);
                return moved;
            },
            run.Cancellation);
        run.Report.Done(new FileEvent("download", url.CleanPath) { Local = local, Bytes = result.Moved, Seconds = Places.Seconds(result), SessionResumed = result.Resumed });
    }

    private static async Task PipeAsync(Run run, Connections connections, RemoteUrl url, ByteRange? range)
    {
        await using Stream output = StandardOutput.Open();
        (long bytes, TransferResult result) = await StandardOutput.WriteAsync(connections, url, output, range, run.Report.ProgressOf(url.CleanPath), run.Cancellation);
        run.Report.Done(new FileEvent("download", url.CleanPath) { Local = "-", Bytes = bytes, Seconds = Places.Seconds(result), SessionResumed = result.Resumed });
    }
}
