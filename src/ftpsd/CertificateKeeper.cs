using Microsoft.Extensions.Logging;
using Sealane.Server;
using Sealane.Server.Control;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>
/// Keeps a server's certificate current: loads it, renews the one that the local authority issued before it ends, and takes up files that somebody replaced,
/// without a restart. A certificate that cannot be used never displaces one that can.
/// </summary>
internal sealed class CertificateKeeper
{
    // A renewed certificate is in use within seconds; looking costs two stat calls.
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    // A certificate is due for weeks before it ends, and addresses of a machine change rarely.
    private const int LooksBetweenRenewals = 12;

    private readonly TlsOptions _options;
    private readonly LocalCertificates? _local;
    private readonly string _certificatePath;
    private readonly string? _keyPath;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private (DateTime Certificate, DateTime Key, DateTime Authorities) _seen;
    private volatile CertificateStatus? _inUse;
    private int _looks;

    internal CertificateKeeper(ServerOptions options, TimeProvider time, ILogger log)
    {
        _options = options.Tls;
        _time = time;
        _log = log;
        if (_options.CertificateFile is { } file)
        {
            _certificatePath = file;
            _keyPath = _options.PrivateKeyFile;
        }
        else
        {
            _local = Local(options.StateDirectory, time);
            _certificatePath = _local.CertificatePath;
            _keyPath = _local.KeyPath;
        }
    }

    /// <summary>The certificate that was loaded last; null before the first. Its days left are those of now.</summary>
    internal CertificateStatus? InUse => _inUse is { } status ? status with { DaysLeft = (int)Math.Floor((status.NotAfter - _time.GetUtcNow()).TotalDays) } : null;

    /// <summary>The local authority of a state directory.</summary>
    internal static LocalCertificates Local(string stateDirectory, TimeProvider time) => new(Path.Combine(stateDirectory, "tls"), time);

    /// <summary>Loads the certificate for the first time.</summary>
    /// <exception cref="CertificateException">It cannot be used; the message says why and what to do.</exception>
    /// <exception cref="TlsException">OpenSSL refuses it, or the cipher list.</exception>
    internal ServerTls Load()
    {
        if (_local?.EnsureLeaf(CertificateNames.OfThisMachine()) is { Renewed: true } renewal && _seen != default)
        {
            _log.CertificateRenewed(renewal.Reason, renewal.NotAfter);
        }

        if (_local is not null)
        {
            // So that the same user's ftps verifies this server with nothing installed. Without it, everything else works.
            LocalAuthorities.Note(_local.AuthorityPath);
        }

        _seen = Stamp();
        using CertificateFile file = CertificateFile.Load(_certificatePath, _keyPath, _time.GetUtcNow());
        foreach (string warning in file.Warnings)
        {
            _log.CertificateWarning(warning);
        }

        ServerTls tls = ServerTls.Create(file.ChainDer, file.PrivateKeyPkcs8, Settings());
        _inUse = new CertificateStatus
        {
            File = _certificatePath, Names = file.Names, NotAfter = file.NotAfter, DaysLeft = 0, Sha256 = file.Sha256Fingerprint, RenewsItself = _local is not null,
        };
        return tls;
    }

    private ServerTlsSettings Settings() => new(_options.Tls12, _options.Tls13, _options.Ciphers ?? "")
    {
        ServerName = _options.SniHostname,
        ClientCertificates = _options.ClientCertificates is { } clients
            ? new ClientCertificatePolicy(clients.Require, clients.Validate, clients.AuthoritiesFile is { } authorities ? AuthorityFile.Load(authorities) : [])
            : null,
    };

    /// <summary>Looks after the certificate until stopped.</summary>
    internal async Task KeepAsync(FtpsServer server, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(s_lookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                Look(server);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Look(FtpsServer server)
    {
        try
        {
            if (++_looks % LooksBetweenRenewals == 0 && _local?.RenewIfDue(CertificateNames.OfThisMachine()) is { Renewed: true } renewal)
            {
                _log.CertificateRenewed(renewal.Reason, renewal.NotAfter);
            }

            if (Stamp() == _seen)
            {
                return;
            }

            server.Certificate = Load();
            _log.CertificateReloaded(_certificatePath);
        }
        catch (Exception e) when (e is CertificateException or TlsException or IOException or UnauthorizedAccessException)
        {
            // Said once for each state of the files: the next change is looked at again.
            _log.CertificateKept(e.Message);
        }
    }

    private (DateTime Certificate, DateTime Key, DateTime Authorities) Stamp() =>
        (File.GetLastWriteTimeUtc(_certificatePath), TimeOf(_keyPath), TimeOf(_options.ClientCertificates?.AuthoritiesFile));

    private static DateTime TimeOf(string? path) => path is null ? default : File.GetLastWriteTimeUtc(path);
}
