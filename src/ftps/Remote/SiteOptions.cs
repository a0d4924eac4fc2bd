using Sealane.Client;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Credentials;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;
using Sealane.Transport;

namespace Sealane.Shell.Remote;

/// <summary>Makes the library's options of a site and the settings in force for it.</summary>
internal sealed class SiteOptions(ShellSession shell)
{
    // Unlimited in lftp; here a wait without end has an end all the same.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private static readonly string[] s_trustSettings = ["ssl:verify-certificate", "ssl:check-hostname", "ssl:ca-file", "ssl:ca-path", "ssl:crl-file"];

    // What makes another connection necessary when it changes.
    private static readonly string[] s_connectionSettings =
    [
        .. s_trustSettings, "ssl:cert-file", "ssl:key-file", "ssl:priority", "ssl:use-sni", "ftp:ssl-allow", "ftp:ssl-force", "ftp:ssl-protect-data", "ftp:ssl-protect-list",
        "ftp:passive-mode", "ftp:prefer-epsv", "ftp:ignore-pasv-address", "ftp:fix-pasv-address", "ftp:port-range", "ftp:port-ipv4", "ftp:proxy", "net:no-proxy", "net:socket-bind-ipv4", "net:socket-bind-ipv6", "xfer:timeout",
        "net:timeout", "ftp:ssl-shutdown-timeout", "ftp:charset", "ftp:use-mlsd", "ftp:use-mdtm", "ftp:list-options", "ftp:timezone", "net:limit-rate", "net:limit-total-rate", "ftp:client",
        "ftp:use-mode-z", "ftp:mode-z-level", "ftp:compressed-re",
        "ftp:acct", "ftp:site", "ftp:site-group", "ftp:home", "ftp:anon-user", "ftp:anon-pass", "dns:order", "xfer:buffer-size",
        "ftp:ssl-auth", "ftp:ssl-use-ccc", "ftp:ssl-allow-anonymous", "ftp:ssl-data-use-keys", "ftp:auto-passive-mode", "ftps:initial-prot", "ftp:bind-data-socket", "ftp:verify-address", "ftp:verify-port",
        "ftp:use-ip-tos", "net:socket-buffer", "net:socket-maxseg", "net:limit-max", "net:limit-total-max", "ftp:proxy-auth-type",
    ];

    private readonly HostProfiles _profiles = new();
    private readonly Lock _lock = new();
    private (long Down, long Up, long Most) _total;
    private RateLimit? _totalDown;
    private RateLimit? _totalUp;
    private readonly Dictionary<string, ServerTrust> _trust = [];
    private readonly Dictionary<string, ClientCertificate> _certificates = [];

    /// <summary>What decides whether a connection can serve a command: the password and the settings that connections are made of.</summary>
    public string Fingerprint(Site site)
    {
        string[] closures = site.Closures;
        return string.Join('\n', s_connectionSettings.Select(name => Settings.Text(name, closures)).Append(site.Password?.Reveal()).Append(CommandUseSettings.For(Settings, closures).ToString()).Concat(AcceptedFingerprints()));
    }

    private SettingStore Settings => shell.Settings;

    public FtpsClientOptions For(Site site)
    {
        string[] closures = site.Closures;
        (long down, long up) = Settings.Rate("net:limit-rate", closures);
        long most = Settings.Number("net:limit-max", closures);
        Totals();
        return new FtpsClientOptions
        {
            Host = Settings.Text("dns:name", site.Host) is { Length: > 0 } other ? other : site.Host,
            ServerName = site.Host,
            Port = site.Port ?? 0,
            User = site.User ?? Settings.Text("ftp:anon-user", closures),
            Password = site.Password ?? new Secret(site.User is null ? Settings.Text("ftp:anon-pass", closures) : ""),
            Account = Settings.Text("ftp:acct", closures) is { Length: > 0 } account ? new Secret(account) : null,
            Security = Security(site, closures),
            Auth = TlsTerms.Auth(Settings, closures),
            ClearControlAfterLogin = Settings.Flag("ftp:ssl-use-ccc", closures),
            InitialProtection = TlsTerms.InitialProtection(Settings, closures),
            Protection = Settings.Flag("ftp:ssl-protect-data", closures)
                ? Settings.Flag("ftp:ssl-protect-list", closures) ? DataProtection.All : DataProtection.FilesOnly
                : DataProtection.ControlOnly,
            Trust = Trust(closures),
            Certificate = Certificate(closures),
            CertificateOnData = Settings.Flag("ftp:ssl-data-use-keys", closures),
            SendServerName = Settings.Flag("ssl:use-sni", closures),
            AllowTls13 = !Forbids("VERS-TLS1.3", closures),
            AllowTls12 = !Forbids("VERS-TLS1.2", closures),
            DataConnections = !Settings.Flag("ftp:passive-mode", closures) ? DataConnectionMode.Active
                : Settings.Flag("ftp:prefer-epsv", closures) ? DataConnectionMode.Passive : DataConnectionMode.PassiveClassic,
            TryOtherDataMode = Settings.Flag("ftp:auto-passive-mode", closures),
            DataPeer = DataTerms.Peer(Settings, closures),
            CheckDataPort = Settings.Flag("ftp:verify-port", closures),
            DataFromControlAddress = Settings.Flag("ftp:bind-data-socket", closures),
            PassiveAddress = Settings.Flag("ftp:ignore-pasv-address", closures) ? PassiveAddress.Control
                : Settings.Flag("ftp:fix-pasv-address", closures) ? PassiveAddress.Repaired : PassiveAddress.Named,
            ActivePorts = Settings.Text("ftp:port-range", closures) is not "full" and { } range && SettingValue.TryPortRange(range, out int from, out int to) ? (from, to) : null,
            ActiveAddress = System.Net.IPAddress.TryParse(Settings.Text("ftp:port-ipv4", closures), out System.Net.IPAddress? named) ? named : null,
            LocalAddress = System.Net.IPAddress.TryParse(Settings.Text("net:socket-bind-ipv4", closures), out System.Net.IPAddress? local)
                || System.Net.IPAddress.TryParse(Settings.Text("net:socket-bind-ipv6", closures), out local) ? local : null,
            Proxy = ProxyTerms.Tunnel(Settings, site, closures),
            FtpProxy = ProxyTerms.Speaking(Settings, site, closures),
            Sockets = DataTerms.Sockets(Settings, closures),
            Resolve = shell.Addresses.FindAsync,
            AddressOrder = Order(closures),
            ConnectTimeout = Time("net:timeout", closures),
            ReplyTimeout = Time("net:timeout", closures),
            StallTimeout = TimeSpan.FromTicks(Math.Min(Time("net:timeout", closures).Ticks, Time("xfer:timeout", closures).Ticks)),
            ShutdownTimeout = Time("ftp:ssl-shutdown-timeout", closures),
            Charset = Charset.Find(Settings.Text("ftp:charset", closures)) ?? Charset.Utf8,
            UseMlsd = Settings.Flag("ftp:use-mlsd", closures),
            ListArguments = Settings.Text("ftp:list-options", closures) is { Length: > 0 } list ? list : null,
            ServerTimeOffset = ServerClock.Offset(Settings, closures),
            BufferSize = Settings.Chosen("xfer:buffer-size", closures) is null ? null : (int)Math.Clamp(Settings.Number("xfer:buffer-size", closures), 1, int.MaxValue),
            Commands = CommandUseSettings.For(Settings, closures),
            DownloadLimit = DataTerms.Limit(down, most, TimeProvider.System),
            UploadLimit = DataTerms.Limit(up, most, TimeProvider.System),
            TotalDownloadLimit = _totalDown,
            TotalUploadLimit = _totalUp,
            Compression = SiteCompression.Of(Settings, closures),
            ClientName = Settings.Text("ftp:client", closures),
            Profiles = _profiles,
            Trace = line => Trace(line, site.Host),
        };
    }

    // Without a word from the user, a server without TLS gets no password: the one default of lftp's that is not kept.
    private FtpsSecurity Security(Site site, string[] closures) => site.Protocol switch
    {
        "ftps" => FtpsSecurity.Implicit,
        _ when TlsTerms.IsForbidden(Settings, site, closures) => FtpsSecurity.PlainText,
        _ => Settings.Flag("ftp:ssl-force", closures) ? FtpsSecurity.Explicit : FtpsSecurity.ExplicitIfOffered,
    };

    private void Totals()
    {
        lock (_lock)
        {
            (long Down, long Up) rate = Settings.Rate("net:limit-total-rate");
            (long Down, long Up, long Most) total = (rate.Down, rate.Up, Settings.Number("net:limit-total-max"));
            if (total != _total)
            {
                _total = total;
                _totalDown = DataTerms.Limit(total.Down, total.Most, TimeProvider.System);
                _totalUp = DataTerms.Limit(total.Up, total.Most, TimeProvider.System);
            }
        }
    }

    // One object as long as the settings are the same: it remembers what the user answered.
    private ServerTrust Trust(string[] closures)
    {
        string Value(string name) => Settings.Text(name, closures);
        string[] accepted = [.. AcceptedFingerprints()];
        string key = string.Join('\n', s_trustSettings.Select(Value).Concat(accepted));
        lock (_lock)
        {
            if (_trust.TryGetValue(key, out ServerTrust? kept))
            {
                return kept;
            }

            string file = Value("ssl:ca-file"), directory = Value("ssl:ca-path"), revoked = Value("ssl:crl-file");
            return _trust[key] = new ServerTrust(new ServerTrustOptions
            {
                UseSystemStore = file.Length == 0 && directory.Length == 0,
                CaFiles = file.Length > 0 ? [file] : [],
                CaDirectory = directory.Length > 0 ? directory : null,
                CrlFiles = revoked.Length > 0 ? [revoked] : [],
                KnownServers = new KnownServers(KnownServers.UserPath),
                CheckHostName = Settings.Flag("ssl:check-hostname", closures),
                VerifyCertificate = Settings.Flag("ssl:verify-certificate", closures),
                Accepted = [.. accepted.Select(text => CertificatePin.TryParse(text, out CertificatePin? pin) ? pin : null).OfType<CertificatePin>()],
                Ask = shell.AskTrust,
            });
        }
    }

    // "set ssl:verify-certificate/AA:BB:.. no": a certificate that the user has looked at.
    private IEnumerable<string> AcceptedFingerprints()
    {
        const string Prefix = "ssl:verify-certificate/";
        return Settings.Changed()
            .Where(one => one.Key.StartsWith(Prefix, StringComparison.Ordinal) && SettingValue.TryFlag(one.Value, out bool verify) && !verify)
            .Select(one => one.Key[Prefix.Length..])
            .Where(closure => CertificatePin.TryParse(closure, out _));
    }

    private ClientCertificate? Certificate(string[] closures)
    {
        if (Settings.Text("ssl:cert-file", closures) is not { Length: > 0 } file)
        {
            return null;
        }

        string key = Settings.Text("ssl:key-file", closures);
        lock (_lock)
        {
            return _certificates.TryGetValue(file + "\n" + key, out ClientCertificate? kept) ? kept
                : _certificates[file + "\n" + key] = OwnCertificate.Load(file, key.Length > 0 ? key : null);
        }
    }

    // GnuTLS's words, as far as they choose versions: "NORMAL:-VERS-TLS1.3".
    private bool Forbids(string version, string[] closures) =>
        Settings.Text("ssl:priority", closures).Split(':').Any(word => word == "-" + version || word == "!" + version
            || (word == "-VERS-ALL" && !Settings.Text("ssl:priority", closures).Contains("+" + version, StringComparison.Ordinal)));

    private AddressOrder Order(string[] closures) => Settings.Text("dns:order", closures) switch
    {
        "inet" => AddressOrder.IPv4Only,
        "inet6" => AddressOrder.IPv6Only,
        { } order when order.StartsWith("inet ", StringComparison.Ordinal) => AddressOrder.IPv4First,
        _ => AddressOrder.IPv6First,
    };

    private TimeSpan Time(string name, string[] closures) => Settings.Interval(name, closures) is { } time && time > TimeSpan.Zero && time < s_longest ? time : s_longest;

    private void Trace(ControlLine line, string host)
    {
        switch (line.Source)
        {
            case ControlLineSource.Sent:
                shell.Debug.Sent(line.Text, host);
                break;
            case ControlLineSource.Received:
                shell.Debug.Received(line.Text, host);
                break;
            case ControlLineSource.Failure:
                shell.Debug.Error(line.Text, host);
                break;
            default:
                shell.Debug.Note(line.Text, about: host);
                break;
        }
    }
}
