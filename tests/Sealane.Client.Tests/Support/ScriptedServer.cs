using System.Net;
using System.Net.Sockets;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Support;

/// <summary>
/// An FTP server that plays a <see cref="Script"/> on loopback, with the real TLS of our server. A client that says something else than the script expects is reset,
/// and <see cref="FinishAsync"/> fails with what both sides said; so does disposing.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>Far more than anything here takes: what hangs, fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Script _script;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly CancellationTokenSource _end = new();
    private readonly List<ScriptedSession> _sessions = [];
    private readonly Task<Task[]> _accepting;
    private string? _authorityFile;
    private bool _finished;

    private ScriptedServer(Script script, bool tls12, bool tls13)
    {
        _script = script;
        Tls = TestCertificate.Tls(tls12, tls13);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(16);
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public int Port => EndPoint.Port;

    /// <summary>What a client needs to come here: a login that any script takes, and trust in this server alone.</summary>
    public FtpsClientOptions Options => new()
    {
        Host = "localhost",
        Port = Port,
        User = "u",
        Password = new Secret("p"),
        Trust = new ServerTrust(new ServerTrustOptions { UseSystemStore = false, CaFiles = [CaFile] }),
        Profiles = new HostProfiles(),
    };

    /// <summary>The authority to trust, as a PEM file that goes away with the server.</summary>
    public string CaFile
    {
        get
        {
            if (_authorityFile is null)
            {
                _authorityFile = Path.GetTempFileName();
                File.WriteAllText(_authorityFile, TestCertificate.AuthorityPem);
            }

            return _authorityFile;
        }
    }

    public Transcript Transcript { get; } = new();

    internal ServerTls Tls { get; }

    internal Heartbeat Heartbeat => _heartbeat;

    internal CancellationToken Ending => _end.Token;

    /// <summary>Starts to play.</summary>
    /// <param name="script">See <see cref="Script"/>.</param>
    /// <param name="tls12">Speak TLS 1.2.</param>
    /// <param name="tls13">Speak TLS 1.3.</param>
    public static ScriptedServer Play(string script, bool tls12 = true, bool tls13 = true) => new(Script.Parse(script), tls12, tls13);

    /// <summary>The control connections that have come so far.</summary>
    public int Connections
    {
        get
        {
            lock (_sessions)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Waits until every section has been played to its end; what did not go as written fails the test.</summary>
    public async Task FinishAsync()
    {
        _finished = true;
        try
        {
            foreach (Task section in await _accepting.WaitAsync(Patience))
            {
                await section.WaitAsync(Patience);
            }
        }
        catch (TimeoutException)
        {
            string where = Connections < _script.Sections.Count ? $"only {Connections} of {_script.Sections.Count} connections came" : "a section was not played to its end";
            throw new InvalidOperationException($"{where}\n{Transcript}");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\n{Transcript}", e);
        }
    }

    private async Task<Task[]> AcceptAsync()
    {
        var sections = new Task[_script.Sections.Count];
        for (int i = 0; i < sections.Length; i++)
        {
            Socket client = await _listener.AcceptAsync(_end.Token);
            var session = new ScriptedSession(this, client, i + 1, _script.Sections[i]);
            lock (_sessions)
            {
                _sessions.Add(session);
            }

            sections[i] = session.Played;
            session.Start();
        }

        return sections;
    }

    public async ValueTask DisposeAsync()
    {
        // Shown when the test fails.
        TestContext.Current.TestOutputHelper?.WriteLine($"--- the scripted server\n{Transcript}");
        Exception? mismatch = _finished ? null : _sessions.Select(session => session.Played).FirstOrDefault(played => played.IsFaulted)?.Exception?.InnerException;
        await _end.CancelAsync();
        _listener.Dispose();
        await Task.WhenAny(_accepting);
        ScriptedSession[] sessions;
        lock (_sessions)
        {
            sessions = [.. _sessions];
        }

        foreach (ScriptedSession session in sessions)
        {
            await session.DisposeAsync();
        }

        _heartbeat.Dispose();
        _end.Dispose();
        if (_authorityFile is not null)
        {
            File.Delete(_authorityFile);
        }

        if (mismatch is not null)
        {
            // Not to go unseen because the client's own failure was what the test expected.
            throw new InvalidOperationException($"{mismatch.Message}\n{Transcript}", mismatch);
        }
    }
}
