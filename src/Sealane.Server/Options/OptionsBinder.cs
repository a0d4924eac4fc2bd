using System.Collections.Frozen;
using System.Net;
using Sealane.Server.Storage;

namespace Sealane.Server.Options;

/// <summary>Makes <see cref="ServerOptions"/> out of settings in which <see cref="OptionsValidator"/> found no error.</summary>
internal static class OptionsBinder
{
    internal static ServerOptions Bind(EffectiveSettings settings) => new()
    {
        Listen = new() { Endpoints = Endpoints(settings) },
        Tls = Tls(settings),
        Passive = Passive(settings),
        Active = new()
        {
            Enabled = settings.Flag("port_enable"),
            Promiscuous = settings.Flag("port_promiscuous"),
            ConnectTimeout = settings.Seconds("connect_timeout"),
            SourcePort = settings.Flag("connect_from_port_20") ? settings.Count("ftp_data_port") : null,
        },
        Limits = new()
        {
            MaxClients = settings.Count("max_clients"),
            MaxPerAddress = settings.Count("max_per_ip"),
            IdleTimeout = settings.SecondsOrInfinite("idle_session_timeout"),
            StallTimeout = settings.SecondsOrInfinite("data_connection_timeout"),
            BytesPerSecond = settings.Number("local_max_rate"),
            DrainTimeout = settings.Seconds("drain_timeout"),
        },
        Login = new()
        {
            Timeout = settings.Seconds("login_timeout"),
            MaxFailures = settings.Count("max_login_fails"),
            FailureDelay = settings.Seconds("delay_failed_login"),
            SuccessDelay = settings.Seconds("delay_successful_login"),
            BanAfter = settings.Count("ban_after"),
            UserList = LocalUserBinder.List(settings),
        },
        LocalUsers = LocalUserBinder.Users(settings),
        Anonymous = AnonymousBinder.Users(settings),
        UserFiles = settings.Path("user_config_dir") is { } directory ? new UserFiles(directory, settings) : null,
        Access = Access(settings),
        Uploads = new()
        {
            Mode = settings.Choice("upload_mode") == "atomic" ? UploadMode.Atomic : UploadMode.InPlace,
            Sync = settings.Flag("upload_sync"),
            Umask = settings.Count("local_umask"),
            OpenMode = settings.Count("file_open_mode"),
            Lock = settings.Flag("lock_upload_files"),
            DeleteFailed = settings.Flag("delete_failed_uploads"),
            PartialExpiry = settings.SecondsOrInfinite("partial_expiry"),
        },
        Listings = new()
        {
            HideIds = settings.Flag("hide_ids"),
            LocalTime = settings.Flag("use_localtime"),
            DotFiles = settings.Flag("force_dot_files"),
            Recursive = settings.Flag("ls_recurse_enable"),
            Names = settings.Flag("text_userdb_names"),
            MessageFile = settings.Flag("dirmessage_enable") && settings.Text("message_file") is { Length: > 0 } message ? message : null,
            TildeUsers = settings.Flag("tilde_user_enable"),
        },
        Greeting = new()
        {
            Banner = settings.Text("ftpd_banner") is { Length: > 0 } banner ? banner : null,
            BannerFile = settings.Path("banner_file"),
        },
        Logs = Logs(settings),
        UnprivilegedUser = AnonymousBinder.UnprivilegedUser(settings),
        PidFile = settings.Path("pid_file"),
        StateDirectory = settings.Path("state_dir")!,
        AccountsDatabase = AccountsLocation.Database(settings)!,
        VsftpdReplies = settings.FollowsVsftpd,
    };

    /// <summary>The listening sockets. Both families on the same wildcard become one dual-stack socket: two would fight for the port.</summary>
    internal static IReadOnlyList<ListenEndpoint> Endpoints(EffectiveSettings settings)
    {
        IPAddress? v4 = settings.Flag("listen") ? settings.Address("listen_address") ?? IPAddress.Any : null;
        IPAddress? v6 = settings.Flag("listen_ipv6") ? settings.Address("listen_address6") ?? IPAddress.IPv6Any : null;
        bool dual = IPAddress.IPv6Any.Equals(v6) && (v4 is null || IPAddress.Any.Equals(v4));
        IPAddress[] addresses = [.. new[] { dual ? null : v4, v6 }.OfType<IPAddress>()];

        List<ListenEndpoint> endpoints =
            [.. addresses.Select(address => new ListenEndpoint(new(address, settings.Count("listen_port")), dual, settings.Flag("implicit_ssl")))];
        if (settings.Count("listen_implicit_port") is var port and not 0)
        {
            endpoints.AddRange(addresses.Select(address => new ListenEndpoint(new(address, port), dual, ImplicitTls: true)));
        }

        return endpoints;
    }

    /// <summary>The passive range after vsftpd's rules: 0 stands for the end of what there is, and an end that is not set makes room for the other.</summary>
    internal static (int Min, int Max) PassiveRange(EffectiveSettings settings)
    {
        const int lowest = 1024;
        const int highest = 65535;
        bool minSet = settings.IsSet("pasv_min_port");
        bool maxSet = settings.IsSet("pasv_max_port");
        int min = settings.Count("pasv_min_port");
        int max = settings.Count("pasv_max_port");
        if (maxSet && !minSet)
        {
            const int compiled = 5001; // vsftpd's own lower end, which files that set only the upper one count on
            min = max is 0 or >= compiled ? compiled : lowest;
        }

        return (Math.Max(min, lowest), max == 0 || (minSet && !maxSet) ? highest : max);
    }

    private static TlsOptions Tls(EffectiveSettings settings)
    {
        bool enabled = settings.Flag("ssl_enable");
        string? certificate = settings.Path("rsa_cert_file");
        return new()
        {
            Enabled = enabled,
            CertificateFile = certificate,
            PrivateKeyFile = certificate is null ? null : settings.Path("rsa_private_key_file") ?? certificate,
            Ciphers = settings.Text("ssl_ciphers") is { Length: > 0 } ciphers && !TlsValidator.IsForeignPolicy(settings) ? ciphers : null,
            Tls12 = settings.Flag("ssl_tlsv12"),
            Tls13 = settings.Flag("ssl_tlsv13"),
            SessionReuse = settings.Choice("require_ssl_reuse") switch
            {
                "YES" => SessionReuse.Require,
                "NO" => SessionReuse.Ignore,
                _ => SessionReuse.Prefer,
            },
            StrictReadEof = settings.Flag("strict_ssl_read_eof"),
            StrictWriteShutdown = settings.Flag("strict_ssl_write_shutdown"),
            ForceLogins = enabled && settings.Flag("force_local_logins_ssl"),
            ForceData = enabled && settings.Flag("force_local_data_ssl"),
            HandshakeTimeout = settings.Seconds("tls_handshake_timeout"),
            ClientCertificates = ClientCertificates(settings),
            SniHostname = settings.Text("ssl_sni_hostname") is { Length: > 0 } name ? name : null,
            Debug = settings.Flag("debug_ssl"),
        };
    }

    /// <summary>What is asked of clients; null when nothing is.</summary>
    internal static ClientCertificateOptions? ClientCertificates(EffectiveSettings settings)
    {
        // vsftpd asks by default; a file that says how certificates are judged, and leaves that default alone, means that they shall be asked for.
        bool require = settings.Flag("require_cert");
        bool validate = settings.Flag("validate_cert");
        bool request = require || settings.Flag("ssl_request_cert") || (validate && !settings.IsSet("ssl_request_cert"));
        return request ? new() { Require = require, Validate = validate, AuthoritiesFile = settings.Path("ca_certs_file") } : null;
    }

    private static PassiveOptions Passive(EffectiveSettings settings)
    {
        (int min, int max) = PassiveRange(settings);
        string announced = settings.Text("pasv_address");
        IPAddress? address = ValueGrammar.Address(announced);
        return new()
        {
            Enabled = settings.Flag("pasv_enable"),
            MinPort = min,
            MaxPort = max,
            AdvertisedAddress = address,
            AdvertisedName = address is null && announced.Length > 0 ? announced : null,
            NameLifetime = settings.Seconds("pasv_addr_ttl"),
            Promiscuous = settings.Flag("pasv_promiscuous"),
            AcceptTimeout = settings.Seconds("accept_timeout"),
            QueueTimeout = settings.Seconds("pasv_queue_timeout"),
        };
    }

    private static AccessOptions Access(EffectiveSettings settings)
    {
        FrozenSet<string> allowed = ValueGrammar.Verbs(settings.Text("cmds_allowed")).ToFrozenSet(StringComparer.Ordinal);
        return new()
        {
            Write = settings.Flag("write_enable"),
            Download = settings.Flag("download_enable"),
            List = settings.Flag("dirlist_enable"),
            Chmod = settings.Flag("chmod_enable"),
            MdtmWrite = settings.Flag("mdtm_write"),
            AsciiUpload = settings.Flag("ascii_upload_enable"),
            AsciiDownload = settings.Flag("ascii_download_enable"),
            VerbsAllowed = allowed.Count == 0 ? null : allowed,
            VerbsDenied = ValueGrammar.Verbs(settings.Text("cmds_denied")).ToFrozenSet(StringComparer.Ordinal),
            Names = NameRules.Of(settings.Text("deny_file"), settings.Text("hide_file"), settings.Text("upload_file"), settings.Text("download_file")),
        };
    }

    /// <summary>Which logs are written, after vsftpd's logic.</summary>
    internal static LogOptions Logs(EffectiveSettings settings)
    {
        // dual_log_enable writes both; otherwise xferlog_enable writes one, and xferlog_std_format says which. syslog_enable sends vsftpd's elsewhere.
        bool both = settings.Flag("dual_log_enable");
        bool one = settings.Flag("xferlog_enable");
        bool standard = settings.Flag("xferlog_std_format");
        return new()
        {
            VsftpdLogFile = (both || (one && !standard)) && !settings.Flag("syslog_enable") ? settings.Path("vsftpd_log_file") : null,
            SyslogSocket = (both || (one && !standard)) && settings.Flag("syslog_enable") ? settings.Path("syslog_socket") : null,
            XferlogFile = both || (one && standard) ? settings.Path("xferlog_file") : null,
            JsonFile = settings.Path("transfer_log_json"),
            Protocol = settings.Flag("log_ftp_protocol"),
            Verbosity = Enum.Parse<LogVerbosity>(settings.Choice("log_level"), ignoreCase: true),
        };
    }
}
