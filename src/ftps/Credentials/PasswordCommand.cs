using System.ComponentModel;
using System.Diagnostics;
using Sealane.Protocol;

namespace Sealane.Shell.Credentials;

/// <summary>A password that a command prints: <c>pass show ftp</c>, <c>secret-tool lookup …</c>. The first line counts.</summary>
internal static class PasswordCommand
{
    // Long enough to type a key store's own password, and to touch a token.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it by the shell; what it says on standard error is the user's to see.</summary>
    /// <exception cref="CredentialException">It failed, or printed nothing.</exception>
    public static async Task<Secret> RunAsync(string command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true };
        using Process process = Start(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(limit.Token);
            _ = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode != 0 ? throw new CredentialException($"the password command failed with exit code {process.ExitCode}; try it by itself: {command}")
                : string.IsNullOrEmpty(line) ? throw new CredentialException($"the password command printed nothing; its first line must be the password: {command}")
                : new Secret(line);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new CredentialException($"the password command did not end within {s_patience.TotalMinutes:0} minutes: {command}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CredentialException($"the password command cannot be started: {e.Message}");
        }
    }
}
