using System.Text;

namespace Sealane.Bench.Load;

/// <summary>Commands out, replies in; strictly one after the other.</summary>
internal sealed unsafe class ControlChannel(Connection connection)
{
    private readonly byte[] _received = new byte[1024];
    private int _start;
    private int _end;

    /// <summary>The last line of the last reply, except that of a bare 200.</summary>
    internal string LastLine { get; private set; } = "";

    internal void Command(string command, int expectedClass)
    {
        Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        Expect(expectedClass, command);
    }

    internal int Command(string command)
    {
        Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        return ReadReply();
    }

    internal void Send(byte[] line)
    {
        fixed (byte* bytes = line)
        {
            connection.Write(bytes, line.Length);
        }
    }

    internal void Expect(int expectedClass, string what)
    {
        if (ReadReply() / 100 != expectedClass)
        {
            throw new IOException($"{what} was answered with: {LastLine}");
        }
    }

    private int ReadReply()
    {
        int code = 0;
        while (true)
        {
            ReadOnlySpan<byte> line = ReadLine();
            bool numbered = line.Length >= 3 && char.IsAsciiDigit((char)line[0]) && char.IsAsciiDigit((char)line[1]) && char.IsAsciiDigit((char)line[2]);
            int current = numbered ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0' : 0;
            bool last = numbered && (line.Length == 3 || line[3] == ' ') && (code == 0 || code == current);
            code = code == 0 ? current : code;
            if (last)
            {
                if (code != 200)
                {
                    LastLine = Encoding.UTF8.GetString(line);
                }

                return code;
            }
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            int newline = _received.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                ReadOnlySpan<byte> line = _received.AsSpan(_start, newline).TrimEnd((byte)'\r');
                _start += newline + 1;
                return line;
            }

            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            _end -= _start;
            _start = 0;
            fixed (byte* buffer = _received)
            {
                int read = _end == _received.Length ? 0 : connection.Read(buffer + _end, _received.Length - _end);
                _end += read > 0 ? read : throw new IOException("the server closed the control connection (or sent an endless line)");
            }
        }
    }
}
