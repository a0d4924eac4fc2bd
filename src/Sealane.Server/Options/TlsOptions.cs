namespace Sealane.Server.Options;

/// <summary>What a data connection must show of its control connection's TLS session (<c>require_ssl_reuse</c>).</summary>
public enum SessionReuse
{
    /// <summary>Resumption is not looked at.</summary>
    Ignore,

    /// <summary>A connection that does not resume is accepted, counted and logged.</summary>
    Prefer,

    /// <summary>A connection that does not resume is refused with 522.</summary>
    Require,
}

/// <summary>Certificate, protocol versions and what is enforced.</summary>
public sealed record TlsOptions
{
    internal TlsOptions()
    {
    }

    /// <summary><c>ssl_enable</c>: TLS is offered. Default: yes. When false, everything else here is without effect.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>rsa_cert_file</c>: absolute path of the certificate and its chain, PEM. Null (the default): the local CA under the state directory issues one.</summary>
    public required string? CertificateFile { get; init; }

    /// <summary><c>rsa_private_key_file</c>: absolute path of the key, PEM; the certificate's path when not set. Null exactly when <see cref="CertificateFile"/> is.</summary>
    public required string? PrivateKeyFile { get; init; }

    /// <summary><c>ssl_ciphers</c>: OpenSSL cipher list for TLS 1.2. Null (the default): ours.</summary>
    public required string? Ciphers { get; init; }

    /// <summary><c>ssl_tlsv12</c>. Default: yes. At least one version is on.</summary>
    public required bool Tls12 { get; init; }

    /// <summary><c>ssl_tlsv13</c>. Default: yes.</summary>
    public required bool Tls13 { get; init; }

    /// <summary><c>require_ssl_reuse</c>. Default: <see cref="SessionReuse.Prefer"/>.</summary>
    public required SessionReuse SessionReuse { get; init; }

    /// <summary><c>strict_ssl_read_eof</c>: an upload without close_notify has failed. Default: yes.</summary>
    public required bool StrictReadEof { get; init; }

    /// <summary><c>strict_ssl_write_shutdown</c>: a download whose receiver does not answer close_notify has failed. Default: no.</summary>
    public required bool StrictWriteShutdown { get; init; }

    /// <summary><c>force_local_logins_ssl</c>: USER is refused in the clear. Default: yes; always false without TLS.</summary>
    public required bool ForceLogins { get; init; }

    /// <summary><c>force_local_data_ssl</c>: transfers are refused under PROT C. Default: yes; always false without TLS.</summary>
    public required bool ForceData { get; init; }

    /// <summary><c>tls_handshake_timeout</c>: bound of one handshake. Default 30 s, at least 1 s.</summary>
    public required TimeSpan HandshakeTimeout { get; init; }

    /// <summary><c>ssl_request_cert</c>, <c>require_cert</c>, <c>validate_cert</c>: clients' certificates. Null (the default): they are not asked for any.</summary>
    public required ClientCertificateOptions? ClientCertificates { get; init; }

    /// <summary><c>ssl_sni_hostname</c>: the host name that clients must ask for. Null (the default): any, or none.</summary>
    public required string? SniHostname { get; init; }

    /// <summary><c>debug_ssl</c>: version, cipher and resumption of each connection are logged. Default: no.</summary>
    public required bool Debug { get; init; }
}
