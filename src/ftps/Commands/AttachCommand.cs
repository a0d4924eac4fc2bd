using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sealane.Shell.Background;

namespace Sealane.Shell.Commands;

/// <summary>attach: gives the terminal to a process that went to the background.</summary>
internal sealed class AttachCommand : ShellCommand
{
    public override string Synopsis => "attach [PID]";

    public override string Help => """
        Gives the terminal to an ftps that was left with jobs running; without PID to the only one.
        Its prompt and its jobs are there again. When it ends, or is left again, this one goes on.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        string directory = context.Shell.Files.BackgroundDirectory;
        IReadOnlyList<int> processes = BackgroundDoor.Processes(directory);
        int process = context.Arguments switch
        {
            [] when processes.Count == 1 => processes[0],
            [] when processes.Count == 0 => throw new CommandException("no backgrounded ftps of yours is there"),
            [] => throw new CommandException($"several are in the background, name one: {string.Join(", ", processes)}"),
            [{ } word] => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CommandException($"{word} - not a number"),
            _ => throw context.Usage(),
        };
        if (!context.Shell.Screen.IsTerminal || Console.IsInputRedirected || TerminalHold.Target(0) is not { } terminal)
        {
            throw new CommandException("there is no terminal here that could be given away");
        }

        await context.Output.FlushAsync(context.Cancellation).ConfigureAwait(false);
        using var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await door.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(directory, process.ToString(CultureInfo.InvariantCulture))), context.Cancellation).ConfigureAwait(false);
            await door.SendAsync(Encoding.UTF8.GetBytes(terminal + "\n"), SocketFlags.None, context.Cancellation).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new CommandException($"{process}: no ftps is in the background there; `attach' alone finds those that are", e);
        }

        context.Shell.Foreground.Forward = signal => door.Send(Encoding.UTF8.GetBytes(signal.ToString(CultureInfo.InvariantCulture) + "\n"));
        try
        {
            using var reader = new StreamReader(new NetworkStream(door), Encoding.UTF8);
            string? line = await reader.ReadLineAsync(context.Cancellation).ConfigureAwait(false);
            if (line is null)
            {
                context.Error.Write($"attach: {process} is gone\n");
            }

            return int.TryParse(line, CultureInfo.InvariantCulture, out int code) ? code : 1;
        }
        catch (IOException)
        {
            // It was killed: the terminal is ours again, as with an end that says nothing.
            context.Error.Write($"attach: {process} is gone\n");
            return 1;
        }
        finally
        {
            context.Shell.Foreground.Forward = null;
            // The terminal comes back in another mode, and perhaps in another size.
            ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.WindowChange);
            ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.Continue);
        }
    }
}
