using System.CommandLine;
using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps put FILE… URL</c>: uploads files.</summary>
internal static class PutVerb
{
    // Below this, sending again costs less than finding out whether one may go on.
    private const long WorthResuming = 4 << 20;

    private static readonly Argument<string[]> s_words = new("FILE… URL") { Description = "Local files (- for standard input), then the remote file, or a directory with a slash at its end.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> s_continue = new("--continue", "-c") { Description = "Go on behind what the server has of the file." };
    private static readonly Option<bool> s_append = new("--append", "-a") { Description = "Put the bytes behind the remote file." };
    private static readonly Option<bool> s_keepTime = new("--keep-time") { Description = "Give the remote file the local one's time, where the server can." };
    private static readonly Option<bool> s_atomic = new("--atomic") { Description = "Upload under a hidden name (.in.NAME), and rename when it is whole." };
    private static readonly Option<bool> s_parents = new("--parents", "-p") { Description = "Make missing directories." };
    private static readonly Option<int> s_parallel = Places.Parallel();
    private static readonly Option<string?> s_verify = Verification.Option();

    public static Frame Build() => new Frame("put", "upload files")
        .With(s_words, s_continue, s_append, s_keepTime, s_atomic, s_parents, s_parallel, s_verify);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, PutAsync);

    private static async Task PutAsync(Run run)
    {
        string[] words = run.Words.GetValue(s_words)!;
        if (words.Length < 2)
        {
            throw new UsageFault(RemoteUrl.IsUrl(words[0]) ? "name the files to upload before the URL: ftps put FILE… URL" : "name where to, last: ftps put FILE… ftp://HOST/DIR/");
        }

        var target = RemoteUrl.Parse(words[^1]);
        string[] files = words[..^1];
        var verification = Verification.Parse(run.Words.GetValue(s_verify));
        bool resumes = run.Words.GetValue(s_continue), appends = run.Words.GetValue(s_append), atomic = run.Words.GetValue(s_atomic);
        if (appends && (resumes || atomic || verification.ByHash))
        {
            throw new UsageFault("--append goes with neither -c nor --atomic nor --verify");
        }

        if (files.Contains("-"))
        {
            CheckInput(run, files, target, resumes || verification.ByHash || run.Words.GetValue(s_keepTime));
        }

        await run.ForEachAsync(files, _ => target, run.Words.GetValue(s_parallel), async (connections, file) =>
        {
            if (Directory.Exists(file))
            {
                throw new FtpsException(FtpsFailure.LocalFile, $"{file} is a directory; to upload one whole: ftps mirror {file} {target}", connectionUsable: true);
            }

            string path = await TargetAsync(run, connections, target, file, files.Length);
            if (run.Words.GetValue(s_parents) && Places.Parent(path) is { Length: > 0 } parent)
            {
                await connections.UseAsync(target, (client, _) => client.CreateDirectoryAsync(parent, parents: true, run.Cancellation), run.Cancellation);
            }

            var upload = new PutFile(run, connections, target with { Path = path }, file)
            {
                Resumes = resumes,
                Appends = appends,
                IsAtomic = atomic,
                KeepsTime = run.Words.GetValue(s_keepTime),
                Verification = verification,
                WorthResuming = WorthResuming,
            };
            run.Report.Done(await (file == "-" ? upload.FromInputAsync() : upload.FromFileAsync()));
        });
    }

    private static void CheckInput(Run run, string[] files, RemoteUrl target, bool needsFile)
    {
        if (files.Length > 1 || target.IsDirectory)
        {
            throw new UsageFault("what comes from standard input needs a name: ftps put - ftp://HOST/NAME");
        }

        if (needsFile)
        {
            throw new UsageFault("-c, --verify and --keep-time need a file; standard input is none");
        }

        if (run.Settings.Passwords.FromStandardInput)
        {
            throw new UsageFault("standard input cannot be both the password (--password-stdin) and the file");
        }
    }

    // As cp: into a directory that exists, else to that name.
    private static async Task<string> TargetAsync(Run run, Connections connections, RemoteUrl target, string file, int count)
    {
        string name = file == "-" ? "" : Path.GetFileName(Path.GetFullPath(file));
        if (target.IsDirectory || count > 1)
        {
            return Places.Join(target.Path, name);
        }

        RemoteEntry? there = file == "-" ? null : await connections.UseAsync(target, (client, _) => client.FindAsync(target.Path, run.Cancellation), run.Cancellation);
        return there is { Kind: EntryKind.Directory } ? Places.Join(target.Path, name) : target.Path;
    }
}
