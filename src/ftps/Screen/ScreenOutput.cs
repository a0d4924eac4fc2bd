using System.Text;

namespace Sealane.Shell.Screen;

/// <summary>The standard output and error output. What jobs write appears above the prompt or the status line, which are drawn anew below it.</summary>
internal sealed class ScreenOutput
{
    private readonly Lock _lock = new();
    private readonly Stream _out;
    private readonly Stream _err;
    private readonly bool _lines;
    private Action? _erase;
    private Action? _draw;
    private IReadOnlyList<string> _status = [];
    private string[] _drawn = [];
    private int _column;
    private Exception? _failure;

    /// <param name="output">The standard output.</param>
    /// <param name="error">The standard error output.</param>
    /// <param name="isTerminal">Whether lines are to be shown as they come, and a status line can be drawn.</param>
    /// <param name="errorIsTerminal">Whether a terminal gets the errors; null for where the output goes.</param>
    public ScreenOutput(Stream output, Stream error, bool isTerminal, bool? errorIsTerminal = null)
    {
        _out = output;
        _err = error;
        _lines = isTerminal;
        IsTerminal = isTerminal;
        Output = new ScreenWriter(bytes => Write(_out, bytes), _lines, null, isTerminal);
        Error = new ScreenWriter(bytes => Write(_err, bytes), true, Output, errorIsTerminal ?? isTerminal);
        OutputBytes = new ScreenStream(WriteBytes, Output);
    }

    /// <summary>Over the console's own streams.</summary>
    public static ScreenOutput Console() =>
        new(System.Console.OpenStandardOutput(), System.Console.OpenStandardError(), !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);

    /// <summary>Whether somebody watches. It changes when the process leaves its terminal, or gets one.</summary>
    public bool IsTerminal { get; set; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Bytes for the standard output. Writing throws where <see cref="Output"/> remembers: nobody wants the rest of a file whose beginning is lost.</summary>
    public Stream OutputBytes { get; }

    /// <summary>What has become of text for the standard output since this was last asked.</summary>
    /// <returns>Why some of it is lost; null if all was written.</returns>
    public CommandException? TakeFailure() =>
        Interlocked.Exchange(ref _failure, null) is { } failure ? new CommandException($"the standard output cannot be written: {LocalFault.Of(failure)}", failure) : null;

    /// <summary>Shows lines below everything else until they change; none takes them away.</summary>
    public void SetStatus(IReadOnlyList<string> lines)
    {
        lock (_lock)
        {
            // While a line is typed (a password, an answer), nothing is drawn over it.
            if (!IsTerminal || TerminalKind.IsDumb || _draw is not null || (_status.Count == 0 && lines.Count == 0))
            {
                return;
            }

            EraseStatus();
            _status = [.. lines.Select(TerminalText.Line)];
            DrawStatus();
        }
    }

    /// <summary>The prompt is on the screen from now on: what is written meanwhile goes above it.</summary>
    /// <param name="erase">Takes the prompt away and leaves the cursor at the line's beginning.</param>
    /// <param name="draw">Draws it.</param>
    public IDisposable Hold(Action erase, Action draw)
    {
        lock (_lock)
        {
            Output.Flush();
            (_erase, _draw) = (erase, draw);
            draw();
        }

        return new Release(this);
    }

    /// <summary>Lets a program of the user's have the terminal.</summary>
    public IDisposable HandOver()
    {
        SetStatus([]);
        return new Release(this);
    }

    /// <summary>Draws under the lock, so that no output comes between.</summary>
    public void Draw(Action draw)
    {
        lock (_lock)
        {
            draw();
        }
    }

    /// <summary>Writes to the terminal as it is; for whoever draws.</summary>
    public void Raw(string text)
    {
        WriteTo(_out, Encoding.UTF8.GetBytes(text));
    }

    private void WriteTo(Stream to, ReadOnlySpan<byte> bytes)
    {
        try
        {
            to.Write(bytes);
            to.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A terminal that is gone, or errors that go nowhere: nobody is left who could be told, and what runs goes on. A file that misses some of the output is a command's failure.
            if (to == _out && !IsTerminal)
            {
                _failure ??= e;
            }
        }
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Write(_out, bytes);
        if (TakeFailure() is { } failure)
        {
            throw failure;
        }
    }

    private void Write(Stream to, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            EraseStatus();
            _erase?.Invoke();
            WriteTo(to, bytes);
            _column = bytes[^1] == '\n' ? 0 : 1;
            if (_draw is not null && _column > 0)
            {
                Raw("\n");
            }

            _draw?.Invoke();
            DrawStatus();
        }
    }

    private void EraseStatus()
    {
        if (_drawn.Length > 0)
        {
            // By the width there is now: a terminal that was made narrower has broken the lines.
            int width = Width();
            int rows = _drawn.Sum(line => 1 + ((Math.Max(1, TextWidth.Of(line)) - 1) / width));
            Raw(rows > 1 ? $"\r\e[{rows - 1}A\e[J" : "\r\e[J");
            _drawn = [];
        }
    }

    // Below a line that has not ended there is no room for it.
    private void DrawStatus()
    {
        if (_status.Count > 0 && _column == 0)
        {
            int width = Math.Max(1, Width() - 1);
            int room = Math.Max(1, Height() - 1);
            IEnumerable<string> lines = _status.Count <= room ? _status : [.. _status.Take(room - 1), $"(and {_status.Count - room + 1} more)"];
            _drawn = [.. lines.Select(line => TextWidth.Cut(line, width))];
            Raw(string.Join("\n", _drawn));
        }
    }

    /// <summary>Columns of the terminal; 80 if it does not say.</summary>
    public static int Width()
    {
        try
        {
            return System.Console.WindowWidth is > 0 and { } width ? width : 80;
        }
        catch (IOException)
        {
            // No terminal to ask: any width will do.
            return 80;
        }
    }

    /// <summary>Rows of the terminal; 24 if it does not say.</summary>
    public static int Height()
    {
        try
        {
            return System.Console.WindowHeight is > 0 and { } height ? height : 24;
        }
        catch (IOException)
        {
            // No terminal to ask: any height will do.
            return 24;
        }
    }

    private sealed class Release(ScreenOutput screen) : IDisposable
    {
        public void Dispose()
        {
            lock (screen._lock)
            {
                screen._erase = screen._draw = null;
                screen._column = 0;
            }
        }
    }
}
