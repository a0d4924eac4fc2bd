using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Transfers;
using Sealane.Shell.Transfers.Mirrors;

namespace Sealane.Shell.Commands;

/// <summary>mirror: a directory tree made like another.</summary>
internal sealed class MirrorCommand : ShellCommand
{
    public override string Synopsis => "mirror [OPTS] [remote [local]]";

    public override string Help => """
        Makes a local directory like one of the site; with -R the other way round; with two URLs, a directory of one site like one of another. A target with a slash at its end gets a directory of the source's name.
         -R, --reverse            upload
         -c, --continue           goes on with files that were begun
         -e, --delete             removes what the source has not; --delete-first before transfers, --delete-excluded what is excluded too,
                                  --max-delete=N|N% at most so much
         -n, --only-newer, --only-missing, --only-existing, --ignore-time, --ignore-size, --transfer-all, --upload-older
         -N, --newer-than=SPEC, --older-than=SPEC   by time: a file, now-7days, 2026-01-31
         --size-range=MIN-MAX     by size
         -i, --include=RX, -x, --exclude=RX, -I, --include-glob=GLOB, -X, --exclude-glob=GLOB, and --include-rx-from=FILE, --exclude-rx-from=FILE,
         --include-glob-from=FILE, --exclude-glob-from=FILE    what takes part; of directories the name ends with a slash
         -r, --no-recursion, --recursion=always|never|missing|newer
         -L, --dereference, --no-dereference, --no-symlinks    what becomes of links
         -p, --no-perms, --perms, --no-umask, -s, --allow-suid, -a (no umask, and suid), --allow-chown
         --overwrite, --no-overwrite   whether files are said to be removed before they are replaced; they are replaced in any case once the new one is whole
         -P, --parallel=N, --use-pget-n[=N]   connections, and for each large file
         -f, --file=FILE, -F, --directory=DIR, -O, --target-directory=DIR   single files and directories, and where they go
         -v, --verbose[=N]        says what it does, up to -vvv
         --dry-run[=FILE], --just-print, --script=FILE   writes commands and does nothing; --log=FILE writes and does
         --Remove-source-files, --Remove-source-dirs, --Move
         --no-empty-dirs, --flat, --depth-first, --scan-all-first, --skip-noaccess, --use-cache, --max-errors=N, -A, --ascii, --verify
         --loop, --on-change=CMD
        """;

    public override OptionSpec[] Options => MirrorWords.Specs;

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        var words = new MirrorWords(arguments, context);
        foreach (string remark in words.Remarks())
        {
            context.Error.Write($"mirror: {remark}\n");
        }

        TextWriter? script = OpenScript(words, context);
        bool changed = false;
        int code;
        try
        {
            do
            {
                bool again;
                try
                {
                    (code, again) = await PassAsync(context, arguments, words, script).ConfigureAwait(false);
                }
                catch (CommandException e) when (context.IsInteractive)
                {
                    context.Error.Write($"{context.Name}: {e.Message}\n");
                    context.Tell("1 error detected");
                    (code, again) = (1, false);
                }

                changed |= again;
                if (!words.Loops || !again || words.IsDryRun)
                {
                    break;
                }

                context.WriteLine("Retrying mirror...");
            }
            while (true);
        }
        finally
        {
            if (script is not null && script != context.Output)
            {
                await script.DisposeAsync().ConfigureAwait(false);
            }
        }

        if (changed && !words.IsDryRun && words.OnChange is { } command)
        {
            _ = await context.Interpreter.Fork(context.Job).RunAsync(command, context.Cancellation).ConfigureAwait(false);
        }

        return code;
    }

    private static async Task<(int Code, bool Changed)> PassAsync(CommandContext context, ParsedArguments arguments, MirrorWords words, TextWriter? script)
    {
        int code = 0;
        bool changed = false;
        foreach (MirrorTarget one in MirrorTarget.All(arguments, words, context))
        {
            MirrorReport report = await (one.Source is null ? RunAsync(context, words, one, script) : new MirrorBetween(context, words, one, script).RunAsync()).ConfigureAwait(false);
            code = report.Succeeded && report.DeletionsWithheld.Count == 0 ? code : 1;
            changed |= report.Changed;
            foreach (string reason in report.DeletionsWithheld)
            {
                context.Error.Write($"mirror: {reason}\n");
            }

            if (context.IsInteractive || (words.Loops && report.Changed))
            {
                foreach (string line in MirrorTotals.Lines(report, arguments.Has("delete") || arguments.Has("delete-first") || arguments.Has("delete-excluded")))
                {
                    if (context.IsInteractive)
                    {
                        context.Tell(line);
                    }
                    else
                    {
                        context.WriteLine(line);
                    }
                }
            }
        }

        return (code, changed);
    }

    private static async Task<MirrorReport> RunAsync(CommandContext context, MirrorWords words, MirrorTarget one, TextWriter? script)
    {
        FilePlace remote = one.Remote;
        var slot = new Job(context.Job.Text, context.Job);
        context.Job.Status = () => slot.Status?.Invoke() ?? [];
        string path = remote.Path;
        var files = new SiteFiles(context);
        Sites.Site site;
        try
        {
            // Signing in by the shell's own rules: trust is asked for once, refusals are said in its words.
            (site, path) = await files.RunAsync(remote, slot, async (client, absolute, cancellation) =>
            {
                path = absolute;
                if (!words.IsReverse)
                {
                    await RequireAsync(client, absolute, cancellation).ConfigureAwait(false);
                }

                return (remote.Site! with { Home = await client.GetWorkingDirectoryAsync(cancellation).ConfigureAwait(false) }, absolute);
            }).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new CommandException(RemoteFault.Text(e, path), e);
        }

        site = context.Place.Site is { Home: { } home } here && here.IsSameLogin(site) ? site with { Home = home } : site;
        var sides = new MirrorSides(site, path, one.Local, words.IsReverse);
        MirrorOptions options = words.Options(one.Rules);
        if (one.Rules is not null || words.IsReverse)
        {
            options = options with { RemoveSourceTop = one.Rules is null };
        }

        if (context.Settings.Flag("file:use-lock"))
        {
            options = options with { Opened = (file, cancellation) => LocalLock.TakeAsync(file, context.Settings, cancellation) };
        }

        if (words.Segments > 1 && !words.IsReverse)
        {
            options = options with { LargeFiles = Large(context, site, words.Segments, slot) };
        }

        MirrorScript? commands = script is null ? null : new MirrorScript(script, sides, options, words.Segments);
        var news = new MirrorNews(context, words.Verbosity, words.Overwrites, "", commands);
        FtpsClientOptions login = context.Shell.Connections.OptionsFor(site);
        long limit = context.Settings.Number("net:connection-limit", site.Closures);
        var pool = new FtpsClientPool(login, new FtpsClientPoolOptions
        {
            FixedSessions = words.Parallel is { } number ? (int)(limit > 0 ? Math.Min(limit, number) : number) : null,
            FirstSessions = limit == 1 ? 1 : 2,
            MostSessions = (int)(limit > 0 ? Math.Min(limit, 10) : 10),
        });
        await using (pool.ConfigureAwait(false))
        {
            context.Job.Status = news.Status;
            try
            {
                commands?.Begin();
                return words.IsReverse
                    ? await Mirror.UploadAsync(pool, one.Local, path, options, news, context.Cancellation).ConfigureAwait(false)
                    : await Mirror.DownloadAsync(pool, path, one.Local, options, news, context.Cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e)
            {
                throw new CommandException(RemoteFault.Text(e, path), e);
            }
            finally
            {
                news.End();
                context.Shell.Listings.Changed(site, path);
                context.Job.Status = null;
            }
        }
    }

    // A source that is not there makes no directory here. CWD says in the server's words what is wrong with it, as lftp has it; it changes nothing when it fails.
    internal static async Task RequireAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        if (path != "/" && await client.FindAsync(path, cancellation).ConfigureAwait(false) is not { IsDirectory: true }
            && await client.SendAsync("CWD " + path, cancellation).ConfigureAwait(false) is { Category: not 2 } reply)
        {
            throw new FtpsException(FtpsFailure.NotAvailable, $"{path}: {reply}", connectionUsable: true, reply);
        }
    }

    // With connections of the shell's own: the mirror holds one of its pool's meanwhile, and must not wait for more of them.
    private static LargeFileFetch Large(CommandContext context, Sites.Site site, int segments, Job slot) => new(
        Math.Max(2 * context.Settings.Number("pget:min-chunk-size"), 2),
        async (_, path, size, local, cancellation) =>
        {
            var fetch = new SegmentedFetch(context, new FilePlace(site, path, path), local, new SegmentJournal(local + ".lftp-pget-status"));
            var job = new Job(slot.Text, slot);
            using CancellationTokenRegistration end = cancellation.Register(job.Stop);
            await fetch.RunAsync(size, null, segments, continues: false, job).ConfigureAwait(false);
        });

    private static TextWriter? OpenScript(MirrorWords words, CommandContext context)
    {
        if (words.ScriptFile is not { } file)
        {
            return null;
        }

        if (file == "-")
        {
            return context.Output;
        }

        string path = context.Place.Resolve(file);
        try
        {
            return new StreamWriter(path, append: false) { NewLine = "\n", AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {LocalFault.Of(e)}", e);
        }
    }
}
