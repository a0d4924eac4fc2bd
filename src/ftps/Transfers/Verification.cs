using System.Diagnostics;
using Sealane.Shell.Commands;

namespace Sealane.Shell.Transfers;

/// <summary>xfer:verify: a program of the user's looks at each file that was downloaded.</summary>
internal static class Verification
{
    /// <exception cref="CommandException">The program says that the file is not right, or cannot be run.</exception>
    public static async Task RunAsync(CommandContext context, string path, CancellationToken cancellation)
    {
        string command = context.Settings.Text("xfer:verify-command");
        if (!context.Settings.Flag("xfer:verify") || command.Length == 0)
        {
            return;
        }

        var start = new ProcessStartInfo(command, [path]) { WorkingDirectory = context.Place.LocalDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            string said = (await error.ConfigureAwait(false)).Trim() is { Length: > 0 } words ? words : (await output.ConfigureAwait(false)).Trim();
            if (process.ExitCode != 0)
            {
                throw new CommandException($"{path}: {(said.Length > 0 ? said.ReplaceLineEndings(" ") : "verification failed")}");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"xfer:verify-command: {command}: {e.Message}", e);
        }
    }
}
