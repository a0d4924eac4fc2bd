using System.Diagnostics;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>Programs of this machine, run by its shell.</summary>
internal static class LocalShell
{
    private static string UserShell => Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } own ? own : "/bin/sh";

    /// <summary>Runs a command line with this program's own input and output, or an interactive shell if it is empty.</summary>
    /// <returns>The command's exit code; 128 and the signal's number if a signal ended it.</returns>
    public static async Task<int> RunAsync(string command, ShellSession shell, Place place, CommandStreams streams, CancellationToken cancellation)
    {
        await streams.Output.FlushAsync(cancellation).ConfigureAwait(false);
        using Process process = Start(UserShell, command.Length == 0 ? [] : ["-c", command], place, redirectInput: false);
        try
        {
            using IDisposable pause = shell.Screen.HandOver();
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return process.ExitCode;
    }

    /// <summary>Starts a command line whose input is what a command writes.</summary>
    public static Process StartFilter(string command, Place place) => Start(UserShell, ["-c", command], place, redirectInput: true);

    /// <summary>Starts a program in the place's local directory.</summary>
    /// <exception cref="CommandException">It cannot be started.</exception>
    public static Process Start(string program, IReadOnlyList<string> arguments, Place place, bool redirectInput)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = place.LocalDirectory, RedirectStandardInput = redirectInput };
        try
        {
            return Process.Start(start) ?? throw new CommandException($"{program}: cannot be started");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"{program}: {e.Message}", e);
        }
    }
}
