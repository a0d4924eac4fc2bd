using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Shell.Credentials;
using Sealane.Shell.OneShots;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Doctor;

/// <summary>Data connections: the ports that EPSV and PASV name, whether they can be reached, and whether they resume the control connection's session, in each TLS version.</summary>
internal sealed class DataChecks(Examination examination)
{
    // Of a listing no more is read than shows that it works.
    private const int Enough = 1 << 20;

    private readonly HashSet<string> _noted = [];

    public async Task RunAsync()
    {
        foreach (string version in examination.Versions)
        {
            await TryAsync(version);
        }
    }

    private async Task TryAsync(string version)
    {
        string name = "data-tls" + version[4..];
        List<string> blocked = [];
        try
        {
            using ProbeSession session = await SignInAsync(version);
            int resumed = 0, made = 0;
            foreach (bool extended in new[] { true, false })
            {
                // A port that cannot be reached is no reason not to try the other command's: routers know PASV, and some not EPSV.
                if (await AskAsync(session, extended) is not { } target || await ReachAsync(session, target, blocked) is not { } data)
                {
                    continue;
                }

                using (data)
                {
                    if (await ListAsync(session, data, name) is not { } wasResumed)
                    {
                        return;
                    }

                    made++;
                    resumed += wasResumed ? 1 : 0;
                }
            }

            Conclude(name, made, resumed, blocked);
        }
        catch (Exception e) when (e is ProbeException or TlsException or DialException)
        {
            examination.Fail(ExitCode.Network, name, e.Message.TrimEnd('.'));
        }
    }

    private void Conclude(string name, int made, int resumed, List<string> blocked)
    {
        if (made == 0)
        {
            examination.Fail(ExitCode.Network, name, blocked.Count > 0 ? $"control works, {string.Join("; ", blocked)}" : "neither EPSV nor PASV names a port that can be used", blocked.Count > 0 ? Remedies.OpenPorts(examination.Kind) : null);
            return;
        }

        string but = blocked.Count > 0 ? $"; but {blocked[0]}, which costs every client that tries it first a wait" : "";
        if (resumed < made)
        {
            examination.Note(name, Verdict.Warning,
                $"{resumed} of {made} data connections resumed the control connection's TLS session; the others did a whole handshake, and nothing but the address ties them to this login{but}",
                "nothing to do for ftps; the server's TLS library, or its session cache, is what decides");
            return;
        }

        examination.Note(name, blocked.Count > 0 ? Verdict.Warning : Verdict.Ok,
            $"{made} of {made} data connections resumed the control connection's TLS session{but}", blocked.Count > 0 ? Remedies.OpenPorts(examination.Kind) : null);
    }

    private async Task<ProbeSession> SignInAsync(string version)
    {
        Sealane.Client.Trust.ClientCertificate? own = examination.Settings.LoadCertificate(_ => { });
        var tls = ClientTls.Create(new ClientTlsSettings
        {
            AllowTls12 = version == "TLSv1.2",
            AllowTls13 = version == "TLSv1.3",
            Certificates = own?.Chain,
            PrivateKey = own?.PrivateKeyPkcs8 ?? default(ReadOnlyMemory<byte>),
        });
        ProbeSession session = await examination.Knock().SecureAsync(tls, examination.Cancellation);
        try
        {
            // What was judged is what is spoken to.
            if (!session.Connection.PeerCertificates[0].AsSpan().SequenceEqual(examination.Identity!.Chain[0]))
            {
                throw new ProbeException("the server shows another certificate than a moment ago; there are several behind this address, or somebody is in between. No password was sent");
            }

            Login login = examination.Login!;
            _ = await session.CommandAsync("PBSZ 0", examination.Limit);
            ServerReply protection = await session.CommandAsync("PROT P", examination.Limit);
            ServerReply reply = await session.CommandAsync("USER " + login.User, examination.Limit);
            if (reply.Code == ReplyCode.NeedPassword)
            {
                reply = await session.CommandAsync("PASS " + login.Password.Reveal(), examination.Limit);
            }

            if (reply.Category != 2)
            {
                throw new ProbeException($"a second login was refused: {reply}");
            }

            if (protection.Category != 2 && (protection = await session.CommandAsync("PROT P", examination.Limit)).Category != 2)
            {
                throw new ProbeException($"the server does not encrypt data connections: PROT P is answered by {protection}");
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private async Task<IPEndPoint?> AskAsync(ProbeSession session, bool extended)
    {
        IPAddress peer = session.Connection.RemoteEndPoint.Address;
        string command = extended ? "EPSV" : "PASV";
        if (!extended && peer.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return null;
        }

        ServerReply reply = await session.CommandAsync(command, examination.Limit);
        ReadOnlyMemory<byte> text = reply.Lines[^1];
        if (extended)
        {
            bool understood = reply.Code == ReplyCode.EnteringExtendedPassive && HostPort.TryParseEpsvReply(text.Span, out _);
            NoteOnce("epsv", understood ? Verdict.Ok : Verdict.Warning, understood ? reply.ToString() : $"EPSV does not work here: {reply}",
                understood ? null : "nothing to do over IPv4, where PASV is used; over IPv6 there is no other way");
            return understood && HostPort.TryParseEpsvReply(text.Span, out int port) ? new IPEndPoint(peer, port) : null;
        }

        if (reply.Code != ReplyCode.EnteringPassive || !HostPort.TryParsePasvReply(text.Span, out IPEndPoint? named))
        {
            NoteOnce("pasv", Verdict.Warning, $"PASV does not work here: {reply}", null);
            return null;
        }

        JudgeAddress(peer, named!);
        return new IPEndPoint(peer, named!.Port);
    }

    private void JudgeAddress(IPAddress peer, IPEndPoint named)
    {
        if (named.Address.Equals(peer) || examination.Settings.Proxy is not null)
        {
            NoteOnce("pasv", Verdict.Ok, $"PASV names {named.Address}, port {named.Port}", null);
            return;
        }

        NoteOnce("pasv", Verdict.Warning,
            $"PASV names {named.Address}, and the server is {peer}: it sits behind a router and does not know its address as we see it. ftps goes to {peer} all the same; other clients fail",
            Remedies.NamePublicAddress(examination.Kind));
    }

    // The addresses are the same with either version.
    private void NoteOnce(string name, Verdict verdict, string sentence, string? fix)
    {
        if (_noted.Add(name))
        {
            examination.Note(name, verdict, sentence, fix);
        }
    }

    // Null, and a reason more, when nobody is reached there.
    private async Task<Connection?> ReachAsync(ProbeSession session, IPEndPoint target, List<string> blocked)
    {
        try
        {
            string host = examination.Settings.Proxy is null ? target.Address.ToString() : examination.Server.Host;
            return await session.DialDataAsync(host, target.Port, examination.PortLimit, examination.Cancellation);
        }
        catch (DialException e)
        {
            blocked.Add($"data port {target.Port} is blocked from here ({(e.Failure == DialFailure.TimedOut ? "no answer" : e.Failure == DialFailure.Refused ? "refused" : e.Message)})");
            return null;
        }
    }

    // Whether the session was resumed; null when the data connection failed, which has been noted.
    private async Task<bool?> ListAsync(ProbeSession session, Connection data, string name)
    {
        ServerReply begun = await session.CommandAsync("LIST", examination.Limit);
        if (begun.Category >= 4)
        {
            examination.Fail(ExitCode.Network, name, $"the server does not list: {begun}", Fix(begun));
            return null;
        }

        TlsFacts facts;
        try
        {
            facts = await session.SecureDataAsync(data, examination.Limit);
            await ReadAsync(data);
        }
        catch (Exception e) when (e is TlsException or SocketException or ObjectDisposedException)
        {
            ServerReply? said = begun.Category == 1 ? await TryReadAsync(session) : begun;
            examination.Fail(ExitCode.Network, name, $"the data connection fails: {(said is { Category: >= 4 } ? said : e.Message)}", said is null ? null : Fix(said));
            return null;
        }

        data.Dispose();
        ServerReply final = begun.Category == 1 ? await session.ReadAsync(examination.Limit) : begun;
        if (final.Category == 2 || final.Code == ReplyCode.TransferAborted)
        {
            return facts.Resumed;
        }

        examination.Fail(ExitCode.Network, name, $"the listing ends with {final}", Fix(final));
        return null;
    }

    private async Task ReadAsync(Connection data)
    {
        byte[] buffer = new byte[16 * 1024];
        int total = 0;
        for (int count = 1; count > 0 && total < Enough; total += count)
        {
            data.Deadline.Arm(examination.Limit);
            count = await data.ReceiveAsync(buffer);
        }

        await data.CloseOutputAsync(halfClose: true);
    }

    private async Task<ServerReply?> TryReadAsync(ProbeSession session)
    {
        try
        {
            return await session.ReadAsync(examination.Limit);
        }
        catch (ProbeException)
        {
            // It has nothing to say about it.
            return null;
        }
    }

    private string? Fix(ServerReply reply) => reply.Code is ReplyCode.NetworkProtocolOrTls or ReplyCode.CannotOpenData
        || reply.Text.Contains("reuse", StringComparison.OrdinalIgnoreCase) || reply.Text.Contains("resum", StringComparison.OrdinalIgnoreCase)
            ? Remedies.NoResumptionDemanded(examination.Kind)
            : null;
}
