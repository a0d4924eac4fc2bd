using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Sealane.Accounts.Sql;
using Sealane.Server;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>Puts a server together from its configuration, runs it until it is told to stop, and lets transfers finish. The only place where the rooms meet.</summary>
internal static class Daemon
{
    /// <summary>Serves until SIGINT or SIGTERM.</summary>
    /// <param name="options">A checked configuration.</param>
    /// <param name="ready">Told when everything listens.</param>
    /// <returns>The exit code; 0 after an orderly stop.</returns>
    internal static async Task<int> RunAsync(ServerOptions options, Action<FtpsServer>? ready)
    {
        CreateStateDirectory(options.StateDirectory);
        using ILoggerFactory logging = MakeLogging(options.Logs.Verbosity);
        ILogger log = logging.CreateLogger("ftpsd");
        using SqliteAccountStore accounts = SqliteAccountStore.Open(options.AccountsDatabase);
        var keeper = options.Tls.Enabled ? new CertificateKeeper(options, TimeProvider.System, log) : null;
        ServerTls? certificate = keeper?.Load();

        PamWorkers pam = new(PamProcess.Start);
        await using ConfiguredAsyncDisposable pamUse = pam.ConfigureAwait(false);
        if (options.LocalUsers is not null)
        {
            await Rehearsal.RunAsync(options.StateDirectory).ConfigureAwait(false);
        }

        var server = new FtpsServer(options, new ServerParts
        {
            Accounts = accounts,
            Pam = pam,
            OpenFiles = account => OpenFiles(account, options.Uploads),
            Logging = logging,
        });
        await using (server.ConfigureAwait(false))
        {
            server.Certificate = certificate;
            using var stopping = new CancellationTokenSource();
            var stopRequested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void OnSignal(PosixSignalContext context)
            {
                // The first asks, the second insists.
                context.Cancel = true;
                if (!stopRequested.TrySetResult())
                {
                    hurry.TrySetResult();
                }
            }

            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            server.Start();
            ready?.Invoke(server);
            Task keeping = Task.WhenAll(keeper?.KeepAsync(server, stopping.Token) ?? Task.CompletedTask, IdleMemory.KeepAsync(stopping.Token));

            await stopRequested.Task.ConfigureAwait(false);
            await Task.WhenAny(server.StopAsync(options.Limits.DrainTimeout), hurry.Task).ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
        }

        log.Stopped();
        return 0;
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

    private static LocalDisk OpenFiles(Account account, UploadOptions uploads) => LocalDisk.Open(account.Home, new LocalDiskOptions
    {
        Account = account.Name,
        Identity = account.Identity,
        Umask = account.Umask ?? uploads.Umask,
        FileMode = uploads.OpenMode,
        UploadMode = uploads.Mode,
        KeepInterrupted = !uploads.DeleteFailed,
        Sync = uploads.Sync ? UploadSync.Data : UploadSync.None,
        PartialExpiry = uploads.PartialExpiry == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : uploads.PartialExpiry,
    });

    private static ILoggerFactory MakeLogging(LogVerbosity verbosity) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(verbosity switch
        {
            LogVerbosity.Error => LogLevel.Error,
            LogVerbosity.Warning => LogLevel.Warning,
            LogVerbosity.Debug => LogLevel.Debug,
            _ => LogLevel.Information,
        })
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            format.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}

/// <summary>The state directory cannot be used.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The system's error.</param>
internal sealed class StateDirectoryException(string message, Exception inner) : IOException(message, inner);
