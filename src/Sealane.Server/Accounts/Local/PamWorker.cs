using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Accounts.Local;

/// <summary>
/// The process that PAM runs in: answers one request after the other from its standard input on its standard output. One that has opened a session serves
/// no other login; the session ends with the input. So it ends, too, when the server dies.
/// </summary>
public static partial class PamWorker
{
    /// <summary>Serves until its input ends. Does not return before that.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync()
    {
        // Ctrl-C and the service manager's stop go to the whole group of processes; the server still needs us to close what is open.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static context => context.Cancel = true);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        using FileStream requests = Detach(0, FileAccess.Read);
        using FileStream answers = Detach(1, FileAccess.Write);
        while (await PamWire.ReadAsync(requests, CancellationToken.None).ConfigureAwait(false) is { } payload)
        {
            PamRequest request = PamWire.DecodeRequest(payload);
            CryptographicOperations.ZeroMemory(payload);
            using PamTransaction transaction = PamTransaction.Begin(request, out PamAnswer answer);
            await answers.WriteAsync(PamWire.Encode(answer)).ConfigureAwait(false);
            if (request.OpenSession && answer.Code == PamCode.Success)
            {
                await PamWire.ReadAsync(requests, CancellationToken.None).ConfigureAwait(false);
                return 0;
            }
        }

        return 0;
    }

    // A module that prints must not be taken for an answer, and one that reads must not swallow a request.
    private static FileStream Detach(int descriptor, FileAccess access)
    {
        const int duplicateAndClose = 1030, firstFree = 3; // F_DUPFD_CLOEXEC
        int copy = fcntl(descriptor, duplicateAndClose, firstFree);
        if (copy < 0)
        {
            throw new IOException($"standard stream {descriptor}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, access, FileShare.ReadWrite);
        return dup2(nothing, descriptor) < 0
            ? throw new IOException($"standard stream {descriptor}: {Marshal.GetLastPInvokeErrorMessage()}")
            : new FileStream(new SafeFileHandle(copy, ownsHandle: true), access, bufferSize: 0);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(SafeFileHandle from, int to);
}
