using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers;

/// <summary>Straight from a server to a server (FXP), where the user has asked for it and the servers do it; else through this program, unless ftp:fxp-force forbids that.</summary>
internal sealed class ServerCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) : FileCopy(context, options, task, running)
{
    private readonly CopyTask _task = task;

    /// <summary>Whether the settings of both sites ask for it.</summary>
    public static bool IsWanted(CommandContext context, CopyTask task) =>
        context.Settings.Flag("ftp:use-fxp", task.Source.Site!.Closures) && context.Settings.Flag("ftp:use-fxp", task.Target.Site!.Closures);

    protected override async Task CopyAsync()
    {
        Outcome outcome;
        try
        {
            outcome = await Files.RunAsync(Source, Running.Slot, SendAsync).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw Fault(e, Source);
        }

        if (outcome.Fault is not { } fault)
        {
            return;
        }

        if (fault.Failure is FtpsFailure.NotAvailable or FtpsFailure.Refused or FtpsFailure.Verification)
        {
            // That would fail a relay too.
            throw Fault(fault, fault.Side == CopySide.Target ? Target : Source);
        }

        if (Either(Context.Settings, "ftp:fxp-force", Source.Site!, Target.Site!))
        {
            throw new CommandException($"Fatal error: the servers do not copy to each other, and ftp:fxp-force is set: {fault.Message}", fault);
        }

        Context.Shell.Debug.Note($"FXP does not work here ({fault.Message}); copying through this machine");
        await new RelayCopy(Context, Options, _task, Running).RelayAsync().ConfigureAwait(false);
    }

    // What fails between the servers is told as a result: were it thrown here, the connection to the one of them would be tried again for the other's fault.
    private async Task<Outcome> SendAsync(FtpsClient from, string sourcePath, CancellationToken cancellation)
    {
        RemoteEntry? entry = await from.FindAsync(sourcePath, cancellation).ConfigureAwait(false);
        Running.Size = entry?.Length;
        try
        {
            return await Files.RunAsync(Target, new Job(Running.Name, Running.Slot), (to, targetPath, token) => ReceiveAsync(from, sourcePath, entry, to, targetPath, token)).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw Fault(e, Target);
        }
    }

    private async Task<Outcome> ReceiveAsync(FtpsClient from, string sourcePath, RemoteEntry? entry, FtpsClient to, string targetPath, CancellationToken cancellation)
    {
        RemoteEntry? existing = Options.Continue || Options.DeletesTarget ? await to.FindAsync(targetPath, cancellation).ConfigureAwait(false) : null;
        long offset = Options.Continue && existing is { IsFile: true, Length: { } length } ? length : 0;
        if (offset > 0 && offset >= entry?.Length)
        {
            return new Outcome(null);
        }

        if (Options.DeletesTarget && existing is { IsFile: true })
        {
            await to.DeleteAsync(targetPath, cancellation).ConfigureAwait(false);
        }

        Running.Begin(offset);
        Files.Changed(Target, targetPath);
        try
        {
            TransferResult result = await ServerToServer.CopyAsync(from, sourcePath, to, targetPath, Between(Context.Settings, Source.Site!, Target.Site!) with { Offset = offset, Ascii = Options.Ascii }, cancellation).ConfigureAwait(false);
            Running.MoveTo(offset + result.Moved, result.Moved);
        }
        catch (FtpsException e)
        {
            return new Outcome(e);
        }

        if (entry?.Modified is { } modified)
        {
            await Files.SetTimeAsync(to, targetPath, modified, Target.Site!, cancellation).ConfigureAwait(false);
        }

        return new Outcome(null);
    }

    /// <summary>What the settings of two sites say about copies between them.</summary>
    public static ServerToServerOptions Between(SettingStore settings, Site source, Site target) => new()
    {
        Protect = Either(settings, "ftp:ssl-protect-fxp", source, target),
        PassiveSource = settings.Flag("ftp:fxp-passive-source", source.Closures),
        PassiveBeginsTls = settings.Flag("ftp:fxp-passive-sscn", source.Closures),
    };

    /// <summary>Whether a setting is on for one of two sites.</summary>
    public static bool Either(SettingStore settings, string setting, Site source, Site target) => settings.Flag(setting, source.Closures) || settings.Flag(setting, target.Closures);

    private sealed record Outcome(FtpsException? Fault);
}
