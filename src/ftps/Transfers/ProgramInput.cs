using System.Diagnostics;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers;

/// <summary>Programs that files are sent through.</summary>
internal static class ProgramInput
{
    /// <summary>Closes a program's input and waits for its end.</summary>
    public static async Task EndAsync(Process process)
    {
        try
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It did not want all of it: that is its right.
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a program whose input is what a piece of work writes.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="place">Where it runs.</param>
    /// <param name="output">Gets what it writes.</param>
    /// <param name="work">Writes its input.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The greater of the work's result and the program's exit code.</returns>
    /// <exception cref="CommandException">It cannot be started.</exception>
    public static async Task<int> FilterAsync(string program, Place place, Stream output, Func<Stream, Task<int>> work, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = place.LocalDirectory, RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Start(start);
        Task shown = process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
        int code = 1;
        try
        {
            code = await work(process.StandardInput.BaseStream).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(process).ConfigureAwait(false);
        }

        await shown.ConfigureAwait(false);
        return Math.Max(code, process.ExitCode);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"{start.FileName}: {e.Message}", e);
        }
    }
}
