using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Shell.Credentials;
using Sealane.Transport;

namespace Sealane.Shell.OneShots;

/// <summary>How the servers of one run are connected to, as the command line says.</summary>
internal sealed class ConnectionSettings
{
    private readonly Dictionary<string, ServerTrust> _trust = new(StringComparer.Ordinal);
    private ClientCertificate? _certificate;

    public required PasswordSources Passwords { get; init; }

    public required ServerTrustOptions Trust { get; init; }

    public string? CertificatePath { get; init; }

    public string? KeyPath { get; init; }

    public bool OnlyTls13 { get; init; }

    public bool IsPlain { get; init; }

    public bool IsActive { get; init; }

    public ProxySettings? Proxy { get; init; }

    /// <summary>Null for each wait's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Null for the custom.</summary>
    public int? Retries { get; init; }

    public RateLimit? Rate { get; init; }

    public bool IsVerbose { get; init; }

    /// <summary>Judges servers; a pin of the URL's own counts for that URL. One per pin and run, so that one question is asked once.</summary>
    public ServerTrust TrustFor(RemoteUrl url)
    {
        string key = url.Pin?.ToString() ?? "";
        lock (_trust)
        {
            if (!_trust.TryGetValue(key, out ServerTrust? trust))
            {
                trust = new ServerTrust(url.Pin is { } pin ? Trust with { Pins = [.. Trust.Pins, pin] } : Trust);
                _trust.Add(key, trust);
            }

            return trust;
        }
    }

    /// <summary>Our own certificate; null for none.</summary>
    /// <exception cref="Sealane.Transport.Tls.CertificateException">It cannot be read.</exception>
    public ClientCertificate? LoadCertificate(Action<string> warn)
    {
        if (_certificate is null && CertificatePath is { } path)
        {
            _certificate = OwnCertificate.Load(path, KeyPath);
            foreach (string warning in _certificate.Warnings)
            {
                warn(warning);
            }
        }

        return _certificate;
    }

    /// <summary>The options for one server.</summary>
    public FtpsClientOptions OptionsFor(RemoteUrl url, Login login, Action<string> warn, Action<ControlLine>? trace)
    {
        FtpsClientOptions options = new()
        {
            Host = url.Host,
            Port = url.Port,
            Security = IsPlain && url.Security == FtpsSecurity.Explicit ? FtpsSecurity.PlainText : url.Security,
            User = login.User,
            Password = login.Password,
            Account = login.Account,
            Trust = TrustFor(url),
            Certificate = LoadCertificate(warn),
            AllowTls12 = !OnlyTls13,
            DataConnections = IsActive ? DataConnectionMode.Active : DataConnectionMode.Passive,
            Proxy = Proxy,
            TotalDownloadLimit = Rate,
            TotalUploadLimit = Rate,
            Trace = trace,
        };
        return Timeout is { } timeout ? options with { ConnectTimeout = timeout, ReplyTimeout = timeout, StallTimeout = timeout } : options;
    }
}
