namespace Sealane.Protocol;

/// <summary>Takes Telnet commands out of a control connection (RFC 959 §4.1 builds on RFC 854), across block borders.</summary>
internal struct TelnetFilter
{
    private const byte InterpretAsCommand = 0xFF;
    private const byte FirstCommand = 0xF0;
    private const byte DataMark = 0xF2;
    private const byte InterruptProcess = 0xF4;
    private const byte FirstNegotiation = 0xFB;

    private State _state;

    private enum State : byte
    {
        Text,
        Command,
        Option,

        // After Interrupt Process. Clients send the Data Mark that follows as TCP urgent data, which takes one byte of it out of the stream.
        Interrupted,
        InterruptedCommand,
    }

    /// <summary>Copies a block without its commands.</summary>
    /// <param name="block">The next bytes received.</param>
    /// <param name="output">
    /// Room for one byte more than the block: a 0xFF held back from the block before may come out. May overlap the block if it begins
    /// at least one byte before it.
    /// </param>
    /// <returns>How many bytes were written.</returns>
    public int Strip(ReadOnlySpan<byte> block, Span<byte> output)
    {
        if (_state == State.Text && !block.Contains(InterpretAsCommand))
        {
            block.CopyTo(output);
            return block.Length;
        }

        int length = 0;
        foreach (byte b in block)
        {
            switch (_state)
            {
                case State.Text when b == InterpretAsCommand:
                    _state = State.Command;
                    break;
                case State.Text:
                    output[length++] = b;
                    break;
                case State.Option:
                    _state = State.Text;
                    break;
                case State.Interrupted when b is DataMark or InterpretAsCommand:
                    _state = b == DataMark ? State.Text : State.InterruptedCommand;
                    break;
                case State.Interrupted:
                    _state = State.Text;
                    output[length++] = b;
                    break;
                case State.Command or State.InterruptedCommand when b >= FirstCommand && b != InterpretAsCommand:
                    _state = b >= FirstNegotiation ? State.Option : b == InterruptProcess ? State.Interrupted : State.Text;
                    break;
                case State.Command when b != InterpretAsCommand:
                    // Not a command: a byte of a name in some eight-bit character set, kept.
                    output[length++] = InterpretAsCommand;
                    goto default;
                default:
                    _state = State.Text;
                    output[length++] = b;
                    break;
            }
        }

        return length;
    }
}
