using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>
/// A program in a real pseudo-terminal (Python's pty), with a screen that is looked at. Waiting has a deadline; what is waited for and does not come fails with
/// the whole screen. Disposing hangs up and kills what is left.
/// </summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    public const int Rows = 24;
    public const int Columns = 100;

    public const string CtrlC = "\x03";
    public const string CtrlD = "\x04";
    public const string Tab = "\t";
    public const string Up = "\x1b[A";
    public const string Enter = "\r";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Screen _screen;
    private readonly StringBuilder _typed = new();
    private readonly StringBuilder _written = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalSession(Process process)
    {
        _process = process;
        _screen = new Screen(Rows, Columns) { Answers = text => Type(text) };
        _reading = ReadAsync();
    }

    /// <summary>Everything the program has written, as it came.</summary>
    public string Written
    {
        get
        {
            lock (_gate)
            {
                return _written.ToString();
            }
        }
    }

    /// <summary>Everything shown so far: what has scrolled away and what is on the screen.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _screen.Text;
            }
        }
    }

    /// <summary>The screen in a frame, for messages.</summary>
    public string Picture
    {
        get
        {
            lock (_gate)
            {
                return _screen.ToString();
            }
        }
    }

    /// <summary>The line with the cursor: the prompt, and what is being typed.</summary>
    public string CurrentLine
    {
        get
        {
            lock (_gate)
            {
                return _screen.CurrentLine;
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its words.</param>
    /// <param name="home">Its HOME and working directory: no user's settings or history take part.</param>
    /// <param name="environment">Variables on top; null removes one.</param>
    public static TerminalSession Start(IEnumerable<string> command, string home, IReadOnlyDictionary<string, string?>? environment = null)
    {
        Tool.Require("python3");
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "terminal.py");
        var start = new ProcessStartInfo(python, [script, Number(Rows), Number(Columns), .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment["HOME"] = home;
        start.Environment["TERM"] = "xterm";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        foreach (string variable in (string[])["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LFTP_HOME", "LFTP_PASSWORD", "NO_COLOR", "LS_COLORS", "COLUMNS", "LINES"])
        {
            start.Environment.Remove(variable);
        }

        foreach ((string variable, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[variable] = value;
        }

        return new TerminalSession(Process.Start(start)!);
    }

    /// <summary>Types text as it stands; <see cref="Enter"/> and the other keys are constants.</summary>
    public void Type(string keys)
    {
        lock (_gate)
        {
            _typed.Append(keys);
            _process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(keys));
            _process.StandardInput.BaseStream.Flush();
        }
    }

    /// <summary>Types a line and Enter once the terminal shows nothing of what is typed: for a program that asks for a password before it switches the echo off, as lftp does.</summary>
    public void TypeUnseen(string line) => Type("\x1e" + line + Enter);

    /// <summary>Types a line and Enter, and waits for the next prompt.</summary>
    /// <returns>What was shown between the line and the prompt.</returns>
    public async Task<string> EnterAsync(string line, string prompt)
    {
        int lines = CountLines();
        string begin = line[..Math.Min(20, line.Length)];
        Type(line + Enter);

        // Shown above the prompt: what a job writes meanwhile moves the prompt down too, before a key has been seen.
        await WaitAsync(
            () => Text.Split('\n') is { } rows && rows.Length > lines && string.Concat(rows[(lines - 1)..^1]).Contains(begin, StringComparison.Ordinal) && Regex.IsMatch(CurrentLine, prompt),
            $"the prompt {prompt} after {line}");
        string[] shown = Text.Split('\n');
        return string.Join('\n', shown[lines..^1]);
    }

    /// <summary>Waits until a regular expression matches what has been shown so far.</summary>
    public Task WaitForAsync(string pattern) => WaitAsync(() => Regex.IsMatch(Text, pattern, RegexOptions.Multiline), pattern);

    /// <summary>Waits until a regular expression matches the line with the cursor.</summary>
    public Task WaitForPromptAsync(string pattern) => WaitAsync(() => Regex.IsMatch(CurrentLine, pattern), $"a current line of {pattern}");

    /// <summary>Waits for the program's end.</summary>
    /// <returns>Its exit code; 128 and the signal's number if a signal ended it.</returns>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the program does not end\n{this}");
        }

        await _reading;
        return _process.ExitCode;
    }

    public override string ToString() => $"--- typed\n{Readable(_typed.ToString())}\n--- shown\n{Text}\n--- screen\n{Picture}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task WaitAsync(Func<bool> happened, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (happened())
            {
                return;
            }

            TimeSpan left = s_patience - Stopwatch.GetElapsedTime(start);
            bool ended = _reading.IsCompleted;
            if (ended || left <= TimeSpan.Zero || await Task.WhenAny(changed, _reading, Task.Delay(left)) is var first && first != changed && first != _reading)
            {
                Assert.Fail($"waited for {what}; {(ended ? "the program has ended" : "it did not come")}\n{this}");
            }
        }
    }

    // The line with the cursor is the last that counts.
    private int CountLines()
    {
        lock (_gate)
        {
            return _screen.Text.Split('\n').Length;
        }
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[65536];
        int count;
        while ((count = await _process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0)
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _written.Append(Encoding.Latin1.GetString(buffer, 0, count));
                _screen.Feed(buffer.AsSpan(0, count));
                changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Readable(string keys) => string.Concat(keys.Select(key => key == '\r' ? "\n" : char.IsControl(key) ? $"<{(int)key:x2}>" : key.ToString()));
}
