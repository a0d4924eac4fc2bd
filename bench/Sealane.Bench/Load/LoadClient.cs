using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sealane.Bench.Load;

/// <summary>A minimal blocking FTPS client, one thread at a time: as cheap as possible, so that the server is what is measured.</summary>
internal sealed unsafe class LoadClient : IDisposable
{
    private const int BlockSize = 256 * 1024;

    private static readonly byte[] s_noop = "NOOP\r\n"u8.ToArray();
    private static readonly byte[] s_passive = "EPSV\r\n"u8.ToArray();

    private readonly ClientTls? _tls;
    private readonly byte[] _received = new byte[1024];
    private readonly Connection _control;
    private int _start;
    private int _end;
    private nint _session;
    private byte* _block;
    private string _lastLine = "";

    /// <summary>Connects, secures and logs in; without a TLS context the session is plain.</summary>
    internal LoadClient(Endpoint endpoint, ClientTls? tls)
    {
        _tls = tls;
        _control = new Connection(endpoint.Port);
        try
        {
            Login(endpoint);
        }
        catch
        {
            _control.Dispose();
            throw;
        }
    }

    internal long DataConnections { get; private set; }

    internal long Resumed { get; private set; }

    /// <summary>Downloads and listings that the server ended without close_notify.</summary>
    internal long UncleanEnds { get; private set; }

    internal string Parameters => _control.Parameters;

    internal void Noop()
    {
        Send(s_noop);
        Expect(2, "NOOP");
    }

    internal void ChangeDirectory(string path) => Command($"CWD {path}", 2);

    /// <summary>Runs RETR, LIST or MLSD, throws the bytes away (after the hash or the sink has seen them) and returns how many there were.</summary>
    internal long Receive(string command, IncrementalHash? hash = null, Stream? sink = null)
    {
        using Connection data = OpenData(command);
        byte* block = Block();
        long total = 0;
        for (int read = data.Read(block, BlockSize); read > 0; read = data.Read(block, BlockSize))
        {
            total += read;
            hash?.AppendData(new ReadOnlySpan<byte>(block, read));
            sink?.Write(new ReadOnlySpan<byte>(block, read));
        }

        if (!data.EndedCleanly)
        {
            UncleanEnds++;
        }

        data.EndWriting(halfClose: false);
        KeepSession(data);
        data.Dispose();
        Expect(2, command);
        return total;
    }

    /// <summary>Runs STOR with the given number of bytes of <see cref="Pattern"/>.</summary>
    internal void Store(string path, long size)
    {
        string command = $"STOR {path}";
        using Connection data = OpenData(command);
        byte* block = Block();
        Pattern(new Span<byte>(block, BlockSize));
        for (long left = size; left > 0; left -= Math.Min(left, BlockSize))
        {
            data.Write(block, (int)Math.Min(left, BlockSize));
        }

        data.EndWriting(halfClose: true);
        byte* drain = stackalloc byte[64];
        while (data.Read(drain, 64) > 0)
        {
            // Only tickets and the peer's close_notify are expected here.
        }

        KeepSession(data);
        data.Dispose();
        Expect(2, command);
    }

    /// <summary>The bytes every block of an upload holds.</summary>
    internal static void Pattern(Span<byte> block)
    {
        uint state = 2463534242;
        foreach (ref uint word in MemoryMarshal.Cast<byte, uint>(block))
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            word = state;
        }
    }

    internal static int PatternSize => BlockSize;

    internal void Quit() => Command("QUIT", 2);

    public void Dispose()
    {
        _control.Dispose();
        if (_session != 0)
        {
            LibSsl.SSL_SESSION_free(_session);
            _session = 0;
        }

        NativeMemory.Free(_block);
        _block = null;
    }

    private void Login(Endpoint endpoint)
    {
        Expect(2, "the greeting");
        if (_tls is not null)
        {
            Command("AUTH TLS", 2);
            _control.StartTls(_tls, 0, bulk: false);
        }

        if (Command($"USER {endpoint.User}") == 331)
        {
            Command($"PASS {endpoint.Password}", 2);
        }

        if (_tls is not null)
        {
            Command("PBSZ 0", 2);
            Command("PROT P", 2);
        }

        Command("TYPE I", 2);
        KeepSession(_control);
    }

    private Connection OpenData(string command)
    {
        Send(s_passive);
        Expect(2, "EPSV");
        int bar = _lastLine.IndexOf("|||", StringComparison.Ordinal) + 3;
        int port = int.Parse(_lastLine.AsSpan(bar, _lastLine.IndexOf('|', bar) - bar), NumberStyles.None, CultureInfo.InvariantCulture);
        Connection data = new(port);
        try
        {
            Command(command, 1);
            if (_tls is not null)
            {
                data.StartTls(_tls, _session, bulk: true);
                Resumed += data.Resumed ? 1 : 0;
            }

            DataConnections++;
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>TLS 1.3 tickets are meant for one use: the newest one is what the next data connection offers.</summary>
    private void KeepSession(Connection connection)
    {
        nint session = connection.TakeSession();
        if (session == 0)
        {
            return;
        }

        if (_session != 0)
        {
            LibSsl.SSL_SESSION_free(_session);
        }

        _session = session;
    }

    private void Command(string command, int expectedClass)
    {
        Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        Expect(expectedClass, command);
    }

    private int Command(string command)
    {
        Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        return ReadReply();
    }

    private void Send(byte[] line)
    {
        fixed (byte* bytes = line)
        {
            _control.Write(bytes, line.Length);
        }
    }

    private void Expect(int expectedClass, string what)
    {
        if (ReadReply() / 100 != expectedClass)
        {
            throw new IOException($"{what} was answered with: {_lastLine}");
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
                    _lastLine = Encoding.UTF8.GetString(line);
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
                int read = _end == _received.Length ? 0 : _control.Read(buffer + _end, _received.Length - _end);
                _end += read > 0 ? read : throw new IOException("the server closed the control connection (or sent an endless line)");
            }
        }
    }

    private byte* Block()
    {
        if (_block == null)
        {
            _block = (byte*)NativeMemory.Alloc(BlockSize);
        }

        return _block;
    }
}
