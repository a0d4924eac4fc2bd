using Microsoft.Extensions.Logging;
using Sealane.Daemon.Identity;
using Sealane.Daemon.Systemd;
using Sealane.Server;
using Sealane.Server.Control;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>
/// A reload: the configuration is read and checked as a whole, its certificate loaded, its sockets and logs opened; only when all of that went well does anything change.
/// Sessions that are open keep the configuration that they began under.
/// </summary>
internal sealed class ConfigurationSwap(
    FtpsServer server, LoadedConfiguration started, SystemUser? dropped, Func<LoadedConfiguration> read, DaemonLogging logging, CertificateUpkeep certificates, ServiceNotices notices, ILogger log)
{
    private LoadedConfiguration? _reloaded;

    /// <summary>One reload; the caller sees to it that there is one at a time.</summary>
    public async Task<ReloadOutcome> RunAsync(CancellationToken cancellation)
    {
        log.Reloading(started.File ?? "no file");
        notices.Reloading();
        ReloadOutcome outcome = await Task.Run(TryAsync, cancellation).ConfigureAwait(false);
        foreach (string finding in outcome.Findings)
        {
            log.ReloadFinding(outcome.Applied ? LogLevel.Warning : LogLevel.Error, finding);
        }

        if (outcome.Applied)
        {
            log.Reloaded(outcome.Changes.Count == 0 ? "nothing has changed" : string.Join("; ", outcome.Changes));
            if (outcome.NeedRestart.Count > 0)
            {
                log.NeedRestart(string.Join(", ", outcome.NeedRestart));
            }
        }
        else
        {
            log.ReloadRefused();
        }

        notices.Ready(outcome.Applied ? "Serving" : "Serving; the last reload was refused, see the log");
        return outcome;
    }

    private async Task<ReloadOutcome> TryAsync()
    {
        LoadedConfiguration loaded = read();
        string[] findings = [.. loaded.Diagnostics.Where(finding => finding.Severity >= Severity.Warning).Select(finding => finding.ToString())];
        if (loaded.Options is not { } wanted)
        {
            return Refused(findings);
        }

        ServerOptions now = server.Options;
        if (dropped is not null && ProcessIdentity.AnonymousFault(now, wanted, dropped.Name) is { } fault)
        {
            return Refused([.. findings, fault]);
        }

        // What needs a restart stays as it is.
        ServerOptions options = wanted with
        {
            StateDirectory = now.StateDirectory,
            AccountsDatabase = now.AccountsDatabase,
            UnprivilegedUser = now.UnprivilegedUser,
            LocalUsers = now.LocalUsers is null || wanted.LocalUsers is null ? now.LocalUsers : wanted.LocalUsers,
            PidFile = now.PidFile,
        };
        try
        {
            CertificateKeeper? keeper = options.Tls.Enabled ? new CertificateKeeper(options, TimeProvider.System, log) : null;
            ServerTls? certificate = keeper?.Load();
            string? before = (certificates.InUse is [var current, ..] ? current : null)?.Sha256;
            IReadOnlyList<string> sockets = await server.ReconfigureAsync(options, certificate).ConfigureAwait(false);
            await certificates.UseAsync(keeper, server).ConfigureAwait(false);
            logging.Verbosity = options.Logs.Verbosity;
            LoadedConfiguration previous = _reloaded ?? started;
            _reloaded = loaded;
            return new ReloadOutcome
            {
                Applied = true,
                Findings = findings,
                Changes =
                [
                    .. Differences(previous, loaded).Where(pair => !pair.New.Option.NeedsRestart).Select(pair => $"{pair.New.Option.Name}={pair.New.Value} (was {pair.Old.Value})"),
                    .. sockets,
                    .. previous.SaysTheSameOfHosts(loaded) ? (string[])[] : ["other lines in hosts.allow or hosts.deny"],
                    .. before is not null && keeper?.InUse?.Sha256 is { } after && after != before ? (string[])["another certificate"] : [],
                ],
                NeedRestart = [.. Differences(started, loaded).Where(pair => pair.New.Option.NeedsRestart).Select(pair => $"{pair.New.Option.Name}={pair.New.Value}")],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CertificateException or TlsException)
        {
            return Refused([.. findings, e.Message.ReplaceLineEndings(" ")]);
        }
#pragma warning disable CA1031 // A defect in reloading must not leave the service manager waiting for the end of the reload.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Refused([.. findings, $"the reload failed, which is a defect of this server; please report it: {e.GetType().Name}, {e.Message.ReplaceLineEndings(" ")}"]);
        }
    }

    private static ReloadOutcome Refused(IReadOnlyList<string> findings) => new() { Applied = false, Findings = findings, Changes = [], NeedRestart = [] };

    private static IEnumerable<(OptionRow Old, OptionRow New)> Differences(LoadedConfiguration before, LoadedConfiguration after) =>
        before.Rows.Zip(after.Rows).Where(pair => !pair.First.Option.Equals(pair.Second.Option) || pair.First.Value != pair.Second.Value);
}
