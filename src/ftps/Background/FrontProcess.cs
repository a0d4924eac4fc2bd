using System.Globalization;

namespace Sealane.Shell.Background;

/// <summary>
/// The process that the user's shell waits for while another one, its child, is the prompt. It does nothing but wait, so that it can end, and give the user's shell its prompt
/// back, while the child goes on with its jobs (docs/adr/0026-background.md).
/// </summary>
/// <remarks>It uses nothing of .NET that would take charge of signals or of the terminal, which may be the user's shell's while this waits: no console, no process, no signal registration.</remarks>
internal sealed class FrontProcess
{
    /// <summary>Tells the child who its front is, and where it hears of leaving.</summary>
    private const string Variable = "FTPS_FRONT";
    private readonly int _process;
    private readonly int _pipe;

    private FrontProcess(int process, int pipe)
    {
        _process = process;
        _pipe = pipe;
        ProcessCalls.Inherit(pipe, false);
    }

    /// <summary>The front of this process; null if it has none. Programs that this one starts do not hear of it.</summary>
    public static FrontProcess? Find()
    {
        string[] given = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':');
        Environment.SetEnvironmentVariable(Variable, null);
        return OperatingSystem.IsLinux() && given.Length == 2 && int.TryParse(given[0], CultureInfo.InvariantCulture, out int process) && int.TryParse(given[1], CultureInfo.InvariantCulture, out int pipe)
            && process == ProcessCalls.Parent() ? new FrontProcess(process, pipe) : null;
    }

    /// <summary>Whether this process can be one: at a terminal, and on a system that it was made for.</summary>
    public static bool IsPossible() =>
        OperatingSystem.IsLinux() && !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) != "dotnet";

    /// <summary>Starts the child and waits, on this thread, until it ends or goes to the background.</summary>
    /// <returns>Its exit code; 0 if it went to the background; null if it cannot be started.</returns>
    public static int? Run(string[] arguments)
    {
        if (ProcessCalls.Pipe() is not { } pipe)
        {
            return null;
        }

        byte[]? mode = ProcessCalls.TerminalMode();
        ProcessCalls.Inherit(pipe.Writing, true);
        int? child = ProcessCalls.Start(Environment.ProcessPath!, arguments, [.. Inherited(), $"{Variable}={Environment.ProcessId}:{pipe.Writing}"]);
        ProcessCalls.Close(pipe.Writing);
        if (child is not { } process)
        {
            ProcessCalls.Close(pipe.Reading);
            return null;
        }

        // What the terminal sends, it sends to both, and the child decides. Setting the mode at the end must not stop it, wherever the terminal is then.
        ProcessCalls.Ignore(ProcessCalls.Interrupt, ProcessCalls.Quit, ProcessCalls.Suspend, ProcessCalls.BackgroundOutput);
        bool left = ProcessCalls.ReadByte(pipe.Reading);
        int code = left ? 0 : ProcessCalls.ExitCodeOf(process);
        ProcessCalls.SetTerminalMode(mode);
        return code;
    }

    /// <summary>Whether it is there. Killed, it leaves a terminal that two would read from.</summary>
    public bool IsAlive => ProcessCalls.Parent() == _process;

    /// <summary>Ends it: the user's shell goes on, and this process is alone.</summary>
    public void Leave() => ProcessCalls.WriteByte(_pipe);

    /// <summary>Stops it: the user's shell takes the terminal.</summary>
    public void Stop() => ProcessCalls.Signal(_process, ProcessCalls.Stop);

    public void Continue() => ProcessCalls.Signal(_process, ProcessCalls.Continue);

    private static IEnumerable<string> Inherited()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return $"{variable.Key}={variable.Value}";
        }
    }
}
