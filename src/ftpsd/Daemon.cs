using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sealane.Accounts.Sql;
using Sealane.Daemon.Identity;
using Sealane.Daemon.Systemd;
using Sealane.Server;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Control;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Daemon;

/// <summary>Puts a server together from its configuration, runs it until it is told to stop, and lets transfers finish. The only place where the rooms meet.</summary>
internal static class Daemon
{
    private const int FirstUnprivilegedPort = 1024;

    /// <summary>Serves until SIGINT, SIGTERM or <c>ftpsd stop</c>.</summary>
    /// <param name="loaded">A usable configuration.</param>
    /// <param name="read">Reads it again, for a reload.</param>
    /// <param name="ready">Told when everything listens.</param>
    /// <returns>The exit code; 0 after an orderly stop.</returns>
    internal static async Task<int> RunAsync(LoadedConfiguration loaded, Func<LoadedConfiguration> read, Action<FtpsServer>? ready)
    {
        ServerOptions options = loaded.Options!;
        SystemUser? next = ProcessIdentity.Next(options);
        using var notices = new ServiceNotices();
        CreateStateDirectory(options.StateDirectory);
        ControlSocket socket = await ControlSocket.ClaimAsync(options.StateDirectory, CancellationToken.None).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable claimed = socket.ConfigureAwait(false);
        using var errors = new RecentErrors(TimeProvider.System);
        var verbosity = new DaemonLogging(options.Logs.Verbosity);
        using ILoggerFactory logging = verbosity.Build(errors);
        ILogger log = logging.CreateLogger("ftpsd");
        using SqliteAccountStore accounts = SqliteAccountStore.Open(options.AccountsDatabase);
        var keeper = options.Tls.Enabled ? new CertificateKeeper(options, TimeProvider.System, log) : null;
        PamWorkers pam = new(PamProcess.Start);
        await using ConfiguredAsyncDisposable pamUse = pam.ConfigureAwait(false);
        if (options.LocalUsers is not null || (next is null && Server.Storage.Identity.IsPossible))
        {
            await Rehearsal.RunAsync(options.StateDirectory).ConfigureAwait(false);
        }

        var certificates = new CertificateUpkeep();
        await using ConfiguredAsyncDisposable upkeep = certificates.ConfigureAwait(false);
        using LowPortBinder? binder = next is not null && options.Active is { Enabled: true, SourcePort: < FirstUnprivilegedPort } ? new LowPortBinder() : null;
        var server = new FtpsServer(options, new ServerParts
        {
            Accounts = accounts,
            Pam = pam,
            OpenFiles = OpenFiles,
            Logging = logging,
            BindLowPort = binder is null ? null : binder.BindAsync,
        });
        await using (server.ConfigureAwait(false))
        {
            server.Certificate = keeper?.Load();
            server.Bind(PassedSockets.Take(options));
            using PidFile? pid = options.PidFile is { } path ? new PidFile(path) : null;
            pid?.Write();
            await DropAsync(next, binder, options, server, accounts, log).ConfigureAwait(false);

            var stop = new StopRequest();
            var swap = new ConfigurationSwap(server, loaded, next, read, verbosity, certificates, notices, log);
            using var control = new ServerControl(server, new ControlParts
            {
                Version = Program.Version,
                User = SystemUser.Current.Name,
                Privileges = ProcessIdentity.Describe(options, next),
                Configuration = loaded.File is { } file ? Path.GetFullPath(file) : null,
                StateDirectory = options.StateDirectory,
                Certificates = () => certificates.InUse,
                Errors = errors,
                Reload = swap.RunAsync,
                Stop = stop.Ask,
            });
            using var signals = new Signals(
                end: () => stop.Ask(drain: true), reload: () => _ = control.ReloadAsync(CancellationToken.None), reopen: () => _ = ReopenAsync(server, pid, log));
            socket.Open(control, log);
            await certificates.UseAsync(keeper, server).ConfigureAwait(false);
            server.Start();
            using var stopping = new CancellationTokenSource();
            Task keeping = Task.WhenAll(notices.WatchAsync(server, stopping.Token), IdleMemory.KeepAsync(stopping.Token));
            notices.Ready("Serving");
            ready?.Invoke(server);

            await stop.Asked.ConfigureAwait(false);
            notices.Stopping(options.Limits.DrainTimeout);
            await Task.WhenAny(server.StopAsync(server.Options.Limits.DrainTimeout), stop.Hurried).ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
        }

        log.Stopped();
        return 0;
    }

    // Everything that needs root is open: ports, logs, the certificate's key, accounts.
    private static async Task DropAsync(SystemUser? next, LowPortBinder? binder, ServerOptions options, FtpsServer server, SqliteAccountStore accounts, ILogger log)
    {
        if (next is null)
        {
            return;
        }

        if (Inode.Of(options.StateDirectory) is { Uid: not SystemUser.Root } owned && owned.Uid != next.Uid)
        {
            string owner = SystemUser.Find(owned.Uid)?.Name ?? $"uid {owned.Uid}";
            throw new Refusal($"the state directory {options.StateDirectory} belongs to {owner}, and nopriv_user={next.Name}: write nopriv_user={owner}, or start ftpsd as {owner}.");
        }

        StateOwnership.Give(options.StateDirectory, next);
        foreach (string file in server.LogFiles.Concat(options.PidFile is { } pid ? [pid] : []))
        {
            StateOwnership.GiveOne(file, next);
        }

        if (Reach.Fault(options.StateDirectory, next, write: true) is { } fault)
        {
            throw new Refusal($"after binding, ftpsd becomes {next.Name} (nopriv_user) and could not use its state directory {options.StateDirectory}: {fault}. "
                + "Choose a directory below /var/lib (state_dir=), start ftpsd as the user whose directory it is, or write nopriv_user=root to stay root.");
        }

        ProcessIdentity.Become(next);
        binder?.Reduce();
        log.BecameUnprivileged(next.Name, next.Uid);
        foreach (Account account in await accounts.ListAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (Reach.Fault(account.Home, next, write: false) is { } why)
            {
                log.HomeOutOfReach(account.Name, account.Home, why);
            }
        }
    }

    private static async Task ReopenAsync(FtpsServer server, PidFile? pid, ILogger log)
    {
        await server.ReopenLogsAsync().ConfigureAwait(false);
        try
        {
            pid?.Write();
        }
        catch (Refusal e)
        {
            log.PidFileFailed(e.Message);
        }

        log.Reopened();
    }

    /// <summary>Makes the state directory, for its owner alone.</summary>
    /// <exception cref="StateDirectoryException">It cannot be made or written.</exception>
    internal static void CreateStateDirectory(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                CreatePrivateDirectory(path);
            }

            // Found out now, in words, and not by the database or the certificate later.
            string probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateDirectoryException($"the state directory {path} cannot be written ({e.Message}). Make it writable for this user, or choose another: state_dir=DIR.", e);
        }
    }

    /// <summary>Makes a directory (and those above it) for its owner alone.</summary>
    internal static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static LocalDisk OpenFiles(Account account, ServerOptions options) => LocalDisk.Open(account.Home, new LocalDiskOptions
    {
        Account = account.Name,
        Identity = account.Identity,
        Start = account.Start,
        Names = options.Access.Names,
        Umask = account.Umask ?? options.Uploads.Umask,
        FileMode = options.Uploads.OpenMode,
        UploadMode = options.Uploads.Mode,
        LockInPlace = options.Uploads.Lock,
        KeepsExisting = (account.Permissions & Permissions.Write) == 0,
        WorldReadableOnly = account.Rights?.WorldReadableOnly == true,
        Handover = account.Handover,

        // Anonymous users are all the same account, and nobody should go on with a stranger's upload. In place, vsftpd's way, what arrived stays.
        KeepInterrupted = !options.Uploads.DeleteFailed && (account.Kind != AccountKind.Anonymous || options.Uploads.Mode == UploadMode.InPlace),
        Sync = options.Uploads.Sync ? UploadSync.Data : UploadSync.None,
        PartialExpiry = options.Uploads.PartialExpiry == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.Uploads.PartialExpiry,
    });
}

/// <summary>That the server shall stop: the first request asks, the second insists.</summary>
internal sealed class StopRequest
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hurried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task;

    public Task Hurried => _hurried.Task;

    public void Ask(bool drain)
    {
        if (!_asked.TrySetResult() || !drain)
        {
            _hurried.TrySetResult();
        }
    }
}

/// <summary>The state directory cannot be used.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The system's error.</param>
internal sealed class StateDirectoryException(string message, Exception inner) : IOException(message, inner);
