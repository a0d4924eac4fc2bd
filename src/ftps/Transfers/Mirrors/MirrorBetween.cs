using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>A mirror from one site to another.</summary>
internal sealed class MirrorBetween(CommandContext context, MirrorWords words, MirrorTarget one, TextWriter? script)
{
    private SettingStore Settings => context.Settings;

    public async Task<MirrorReport> RunAsync()
    {
        (Site source, string from) = await SignInAsync(one.Source!, required: true).ConfigureAwait(false);
        (Site target, string to) = await SignInAsync(one.Remote, required: false).ConfigureAwait(false);
        MirrorOptions options = words.Options(one.Rules) with
        {
            RemoveSourceTop = one.Rules is null,
            ServerToServer = Settings.Flag("ftp:use-fxp", source.Closures) && Settings.Flag("ftp:use-fxp", target.Closures) ? ServerCopy.Between(Settings, source, target) : null,
            NoRelay = ServerCopy.Either(Settings, "ftp:fxp-force", source, target),
        };
        MirrorScript? commands = script is null ? null : new MirrorScript(script, new MirrorSides(target, to, from, IsUp: true) { SourceSite = source }, options);
        var news = new MirrorNews(context, words.Verbosity, words.Overwrites, "", commands);
        FtpsClientPool sourcePool = Pool(source), targetPool = Pool(target);
        await using (sourcePool.ConfigureAwait(false))
        await using (targetPool.ConfigureAwait(false))
        {
            context.Job.Status = news.Status;
            try
            {
                commands?.Begin();
                return await Mirror.CopyAsync(sourcePool, from, targetPool, to, options, news, context.Cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e)
            {
                throw new CommandException(RemoteFault.Text(e, e.Side == CopySide.Source ? from : to), e);
            }
            finally
            {
                news.End();
                context.Shell.Listings.Changed(target, to);
                context.Job.Status = null;
            }
        }
    }

    // By the shell's own rules: trust is asked for once, refusals are said in its words.
    private async Task<(Site Site, string Path)> SignInAsync(FilePlace place, bool required)
    {
        var slot = new Job(context.Job.Text, context.Job);
        context.Job.Status = () => slot.Status?.Invoke() ?? [];
        string path = place.Path;
        try
        {
            return await new SiteFiles(context).RunAsync(place, slot, async (client, absolute, cancellation) =>
            {
                path = absolute;
                if (required)
                {
                    await MirrorCommand.RequireAsync(client, absolute, cancellation).ConfigureAwait(false);
                }

                return (place.Site! with { Home = await client.GetWorkingDirectoryAsync(cancellation).ConfigureAwait(false) }, absolute);
            }).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new CommandException(RemoteFault.Text(e, path), e);
        }
    }

    private FtpsClientPool Pool(Site site)
    {
        long limit = Settings.Number("net:connection-limit", site.Closures);
        return new FtpsClientPool(context.Shell.Connections.OptionsFor(site), new FtpsClientPoolOptions
        {
            FixedSessions = words.Parallel is { } number ? (int)(limit > 0 ? Math.Min(limit, number) : number) : null,
            FirstSessions = limit == 1 ? 1 : 2,
            MostSessions = (int)(limit > 0 ? Math.Min(limit, 10) : 10),
        });
    }
}
