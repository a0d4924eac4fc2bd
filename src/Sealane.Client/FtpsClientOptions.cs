using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client;

/// <summary>Where to connect, as whom, and within which limits. Immutable: <c>with</c> makes variants.</summary>
public sealed record FtpsClientOptions
{
    /// <summary>DNS name or address, without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>0 for the custom: 21, and 990 with <see cref="FtpsSecurity.Implicit"/>.</summary>
    public int Port { get; init; }

    /// <summary>How the control connection becomes TLS.</summary>
    public FtpsSecurity Security { get; init; } = FtpsSecurity.Explicit;

    /// <summary>What AUTH asks for with <see cref="FtpsSecurity.Explicit"/>. Where another than <see cref="AuthMethod.Tls"/> is refused, that is tried.</summary>
    public AuthMethod Auth { get; init; } = AuthMethod.Tls;

    /// <summary>
    /// End TLS on the control connection after the login (CCC, RFC 4217 §12.3), so that a firewall can follow it. From then on commands, names, replies and the addresses of data
    /// connections can be read and changed on the way; the password is behind us, and data connections keep their TLS. A server that refuses goes on encrypted.
    /// </summary>
    public bool ClearControlAfterLogin { get; init; }

    /// <summary>The level of protection, PROT's letter, that servers of <see cref="FtpsSecurity.Implicit"/> are known to begin with, so that it is not said again; null if unknown.</summary>
    public char? InitialProtection { get; init; }

    /// <summary>What of the data is encrypted.</summary>
    public DataProtection Protection { get; init; } = DataProtection.All;

    /// <summary>User name; the custom for public servers if empty.</summary>
    public string User { get; init; } = "anonymous";

    /// <summary>The user's password.</summary>
    public Secret Password { get; init; } = new("anonymous@");

    /// <summary>For servers that ask for an account as well (ACCT).</summary>
    public Secret? Account { get; init; }

    /// <summary>Which certificates are believed; one object can serve any number of clients.</summary>
    public ServerTrust Trust { get; init; } = new(new ServerTrustOptions());

    /// <summary>Shows the server who we are, if it asks (mutual TLS).</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>Show <see cref="Certificate"/> on data connections too, where the server asks there.</summary>
    public bool CertificateOnData { get; init; } = true;

    /// <summary>Allow TLS 1.2.</summary>
    public bool AllowTls12 { get; init; } = true;

    /// <summary>Allow TLS 1.3.</summary>
    public bool AllowTls13 { get; init; } = true;

    /// <summary>OpenSSL cipher string for TLS 1.2; empty for strong ones only.</summary>
    public string CipherList { get; init; } = "";

    /// <summary>Name sent to the server and looked for in its certificate, if it is not <see cref="Host"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>False: do not tell the server the name in the hello (SNI).</summary>
    public bool SendServerName { get; init; } = true;

    /// <summary>How data connections are made.</summary>
    public DataConnectionMode DataConnections { get; init; } = DataConnectionMode.Passive;

    /// <summary>Try active mode where no passive data connection comes about, and the reverse; which one worked is remembered in <see cref="Profiles"/>. Only while no byte has moved.</summary>
    public bool TryOtherDataMode { get; init; }

    /// <summary>Where the other end of a data connection may be.</summary>
    public DataPeerCheck DataPeer { get; init; } = DataPeerCheck.Active;

    /// <summary>In active mode, take connections only from the server's data port: 20, 989, or the one below its control port. Many servers use another.</summary>
    public bool CheckDataPort { get; init; }

    /// <summary>Data connections leave from the control connection's own address, so that a server sees one client on a machine with several; not on loopback.</summary>
    public bool DataFromControlAddress { get; init; }

    /// <summary>Where a passive data connection goes when the server names another address than its own.</summary>
    public PassiveAddress PassiveAddress { get; init; } = PassiveAddress.Repaired;

    /// <summary>The local ports for active mode; null for any.</summary>
    public (int First, int Last)? ActivePorts { get; init; }

    /// <summary>The address to name in active mode, if the server must see another than ours (a router with a forwarded range).</summary>
    public IPAddress? ActiveAddress { get; init; }

    /// <summary>Local address to connect from; null leaves it to the system.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The way through a proxy; null for none.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary>The way through a proxy that speaks FTP itself; null for none.</summary>
    public FtpProxy? FtpProxy { get; init; }

    /// <summary>What the system is told about sockets.</summary>
    public SocketTerms Sockets { get; init; } = new();

    /// <summary>Finds a name's addresses, and reports failures as <see cref="System.Net.Sockets.SocketException"/> or <see cref="DialException"/>; null for the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Which address families are tried, in which order.</summary>
    public AddressOrder AddressOrder { get; init; } = AddressOrder.AsResolved;

    /// <summary>Connecting, from the name to the established connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waiting for a reply, and for a TLS handshake.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A data connection on which nothing moves for so long is given up; and so long the server may take after the last byte.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the peer's goodbye on a data connection is waited for.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long EPSV may stay unanswered before PASV is tried: some firewalls swallow it.</summary>
    public TimeSpan EpsvGuard { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How names are written on this server. Bytes that do not fit survive unchanged.</summary>
    public Charset Charset { get; init; } = Charset.Utf8;

    /// <summary>Ask for MLSD listings where the server has them.</summary>
    public bool UseMlsd { get; init; } = true;

    /// <summary>Options for LIST, <c>-a</c> for instance; null for what the server is known to bear, so that no file stays unseen.</summary>
    public string? ListArguments { get; init; }

    /// <summary>How many entries of one directory are kept in memory at most; a server whose listing does not end is told apart from a large one by this. <see cref="FtpsClient.ListAsync"/> by itself keeps none.</summary>
    public int MostEntries { get; init; } = 5_000_000;

    /// <summary>The zone of times in LIST output; null to measure it once by MDTM.</summary>
    public TimeSpan? ServerTimeOffset { get; init; }

    /// <summary>Which commands may be used; unset, those that are right for the server.</summary>
    public CommandUse Commands { get; init; } = CommandUse.Usual;

    /// <summary>Bytes of a transfer's buffer at most, from 1,024 to 245,760; null for the most, which is fastest.</summary>
    public int? BufferSize { get; init; }

    /// <summary>Holds this client's downloads to a rate; null for as fast as it goes.</summary>
    public RateLimit? DownloadLimit { get; init; }

    /// <summary>Holds this client's uploads to a rate.</summary>
    public RateLimit? UploadLimit { get; init; }

    /// <summary>A further limit for downloads, shared by all clients that hold the same object.</summary>
    public RateLimit? TotalDownloadLimit { get; init; }

    /// <summary>A further limit for uploads, shared by all clients that hold the same object.</summary>
    public RateLimit? TotalUploadLimit { get; init; }

    /// <summary>Compress data connections where the server can (MODE Z); null for never.</summary>
    public CompressionOptions? Compression { get; init; }

    /// <summary>Check the size after each upload and after each download whose size is known.</summary>
    public bool VerifySize { get; init; } = true;

    /// <summary>What has been learnt about servers; share one object between clients.</summary>
    public HostProfiles Profiles { get; init; } = HostProfiles.Shared;

    /// <summary>Name and version sent by CLNT to servers that want it; empty sends none.</summary>
    public string ClientName { get; init; } = "Sealane";

    /// <summary>Sees each command as it is sent, with secrets masked, and each line of each reply. Called on the connection's threads; must be quick.</summary>
    public Action<ControlLine>? Trace { get; init; }

    /// <summary>Events and decisions.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal int BlockSize => Math.Clamp(BufferSize ?? Block.Size, 1024, Block.Size);

    internal int EffectivePort => Port != 0 ? Port : Security == FtpsSecurity.Implicit ? 990 : 21;
}

/// <summary>Where a line of <see cref="FtpsClientOptions.Trace"/> comes from.</summary>
public enum ControlLineSource
{
    /// <summary>A command of ours.</summary>
    Sent,

    /// <summary>A line of the server's.</summary>
    Received,

    /// <summary>What the client did or noticed.</summary>
    Note,

    /// <summary>What failed.</summary>
    Failure,
}

/// <summary>One line of the conversation on a control connection, fit for a screen: secrets are masked, control characters escaped.</summary>
/// <param name="Source">Whose line it is.</param>
/// <param name="Text">Without line end.</param>
public readonly record struct ControlLine(ControlLineSource Source, string Text);
