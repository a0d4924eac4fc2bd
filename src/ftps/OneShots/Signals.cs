using System.Runtime.InteropServices;

namespace Sealane.Shell.OneShots;

/// <summary>Turns Ctrl-C, a hang-up and a polite kill into a cancellation: what runs ends in order. A second one ends the program at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _caught;

    public Signals() => _registrations =
    [
        Catch(PosixSignal.SIGINT, 2), Catch(PosixSignal.SIGTERM, 15), Catch(PosixSignal.SIGHUP, 1),
    ];

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>The number of the signal that came; null if none did.</summary>
    public int? Caught => _caught == 0 ? null : _caught;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
    }

    private PosixSignalRegistration Catch(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _caught, number, 0) != 0)
        {
            Environment.Exit(ExitCode.OfSignal(number));
        }

        _cancellation.Cancel();
    });
}
