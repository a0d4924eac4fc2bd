using System.Text;

namespace Sealane.Shell.Screen;

internal delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>Text for the screen, handed on in whole lines where somebody watches, else in larger pieces.</summary>
/// <param name="sink">Where it goes.</param>
/// <param name="byLine">Whether each line is handed on at once.</param>
/// <param name="before">What must have been handed on before it.</param>
/// <param name="isTerminal">Whether a terminal gets it, which must not be made to do anything by it.</param>
internal sealed class ScreenWriter(ByteSink sink, bool byLine, TextWriter? before, bool isTerminal) : TextWriter
{
    private const int PieceSize = 8192;
    private static readonly UTF8Encoding s_utf8 = new(false);
    private readonly Lock _lock = new();
    private readonly StringBuilder _pending = new();

    public override Encoding Encoding => s_utf8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            _pending.Append(buffer);
            if (_pending.Length >= PieceSize || (byLine && buffer.Contains('\n')))
            {
                Flush();
            }
        }
    }

    public override void Flush()
    {
        before?.Flush();
        lock (_lock)
        {
            if (_pending.Length > 0)
            {
                byte[] bytes = s_utf8.GetBytes(isTerminal ? TerminalText.Lines(_pending.ToString()) : _pending.ToString());
                _pending.Clear();
                sink(bytes);
            }
        }
    }
}

/// <summary>Bytes for the screen, behind the text that was written before them.</summary>
/// <param name="sink">Where they go.</param>
/// <param name="before">The text.</param>
internal sealed class ScreenStream(ByteSink sink, TextWriter before) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        before.Flush();
        if (!buffer.IsEmpty)
        {
            sink(buffer);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => before.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
