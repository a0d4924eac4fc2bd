using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sealane.Client.Tests.Support;

/// <summary>Says to a scripted server what a test tells it to: the scripts are proved without the client that they will judge.</summary>
internal sealed class PlainClient : IDisposable
{
    private readonly RecordingStream _wire;
    private readonly StringBuilder _line = new();
    private Stream _stream;

    private PlainClient(RecordingStream wire) => _stream = _wire = wire;

    /// <summary>The server has said goodbye in TLS 1.2 (a later version's alert looks like data).</summary>
    public bool SawAlert => _wire.LastRecord == 21;

    public static async Task<PlainClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new PlainClient(new RecordingStream(new NetworkStream(socket, ownsSocket: true)));
    }

    /// <param name="name">Whose session is resumed, if there is one: the system keeps them by name, and none for addresses.</param>
    public async Task StartTlsAsync(string name = "localhost")
    {
        var tls = new SslStream(_stream, false, Trusts);
        await tls.AuthenticateAsClientAsync(name).WaitAsync(ScriptedServer.Patience);
        _stream = tls;
    }

    public async Task SayAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(ScriptedServer.Patience);

    /// <summary>A command, and the first line of its reply; null when the server has left.</summary>
    public async Task<string?> AskAsync(string command)
    {
        await SayAsync(command + "\r\n");
        return await ReadLineAsync();
    }

    public async Task<string?> ReadLineAsync()
    {
        byte[] one = new byte[1];
        _line.Clear();
        while (await _stream.ReadAsync(one).AsTask().WaitAsync(ScriptedServer.Patience) > 0)
        {
            _line.Append((char)one[0]);
            if (one[0] == '\n')
            {
                return _line.ToString().TrimEnd('\r', '\n');
            }
        }

        return null;
    }

    public async Task<string> ReadToEndAsync() =>
        await new StreamReader(_stream).ReadToEndAsync().WaitAsync(ScriptedServer.Patience);

    /// <summary>close_notify, FIN.</summary>
    public async Task EndAsync()
    {
        await ((SslStream)_stream).ShutdownAsync().WaitAsync(ScriptedServer.Patience);
        _stream.Dispose();
    }

    private static bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var authority = X509Certificate2.CreateFromPem(TestCertificate.AuthorityPem);
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.Add(authority);
        using var leaf = new X509Certificate2(certificate!);
        return own.Build(leaf) && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
    }

    public void Dispose() => _stream.Dispose();
}
