using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sealane.Bench.Load;

/// <summary>A minimal blocking FTPS client, one thread at a time: as cheap as possible, so that the server is what is measured.</summary>
internal sealed unsafe class LoadClient : IDisposable
{
    private static readonly byte[] s_noop = "NOOP\r\n"u8.ToArray();
    private static readonly byte[] s_passive = "EPSV\r\n"u8.ToArray();

    private readonly ClientTls? _tls;
    private readonly Connection _control;
    private readonly ControlChannel _channel;
    private nint _session;
    private byte* _block;

    /// <summary>Connects, secures and logs in; without a TLS context the session is plain.</summary>
    internal LoadClient(Endpoint endpoint, ClientTls? tls)
    {
        _tls = tls;
        _control = new Connection(endpoint.Port);
        _channel = new ControlChannel(_control);
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
        _channel.Send(s_noop);
        _channel.Expect(2, "NOOP");
    }

    internal void ChangeDirectory(string path) => _channel.Command($"CWD {path}", 2);

    /// <summary>Runs RETR, LIST or MLSD, throws the bytes away (after the hash or the sink has seen them) and returns how many there were.</summary>
    internal long Receive(string command, IncrementalHash? hash = null, Stream? sink = null)
    {
        using Connection data = OpenData(command);
        byte* block = Block();
        long total = 0;
        for (int read = data.Read(block, Payload.BlockSize); read > 0; read = data.Read(block, Payload.BlockSize))
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
        _channel.Expect(2, command);
        return total;
    }

    /// <summary>Runs STOR with the given number of bytes of <see cref="Payload"/>.</summary>
    internal void Store(string path, long size)
    {
        string command = $"STOR {path}";
        using Connection data = OpenData(command);
        byte* block = Block();
        Payload.Fill(new Span<byte>(block, Payload.BlockSize));
        for (long left = size; left > 0; left -= Math.Min(left, Payload.BlockSize))
        {
            data.Write(block, (int)Math.Min(left, Payload.BlockSize));
        }

        data.EndWriting(halfClose: true);
        byte* drain = stackalloc byte[64];
        while (data.Read(drain, 64) > 0)
        {
            // Only tickets and the peer's close_notify are expected here.
        }

        KeepSession(data);
        data.Dispose();
        _channel.Expect(2, command);
    }

    internal void Quit() => _channel.Command("QUIT", 2);

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
        _channel.Expect(2, "the greeting");
        if (_tls is not null)
        {
            _channel.Command("AUTH TLS", 2);
            _control.StartTls(_tls, 0, bulk: false);
        }

        if (_channel.Command($"USER {endpoint.User}") == 331)
        {
            _channel.Command($"PASS {endpoint.Password}", 2);
        }

        if (_tls is not null)
        {
            _channel.Command("PBSZ 0", 2);
            _channel.Command("PROT P", 2);
        }

        _channel.Command("TYPE I", 2);
        KeepSession(_control);
    }

    private Connection OpenData(string command)
    {
        _channel.Send(s_passive);
        _channel.Expect(2, "EPSV");
        string line = _channel.LastLine;
        int bar = line.IndexOf("|||", StringComparison.Ordinal) + 3;
        int port = int.Parse(line.AsSpan(bar, line.IndexOf('|', bar) - bar), NumberStyles.None, CultureInfo.InvariantCulture);
        Connection data = new(port);
        try
        {
            _channel.Command(command, 1);
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

    private byte* Block()
    {
        if (_block == null)
        {
            _block = (byte*)NativeMemory.Alloc(Payload.BlockSize);
        }

        return _block;
    }
}
