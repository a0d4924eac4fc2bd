using System.Runtime.InteropServices;

namespace Sealane.Daemon;

/// <summary>The signals that a server obeys: SIGINT and SIGTERM end it (a second one at once), SIGHUP reloads, SIGUSR1 opens log and pid files anew.</summary>
internal sealed class Signals : IDisposable
{
    // Numbers that .NET has no name for are passed on as they are; 10 on every Linux architecture that .NET runs on.
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="end">Called for each SIGINT and SIGTERM.</param>
    /// <param name="reload">Called for each SIGHUP.</param>
    /// <param name="reopen">Called for each SIGUSR1.</param>
    public Signals(Action end, Action reload, Action reopen) => _registrations =
        [On(PosixSignal.SIGINT, end), On(PosixSignal.SIGTERM, end), On(PosixSignal.SIGHUP, reload), On(UserSignal1, reopen)];

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private static PosixSignalRegistration On(PosixSignal signal, Action action) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    });
}
