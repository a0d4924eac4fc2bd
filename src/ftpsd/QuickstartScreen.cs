using System.Net;
using Sealane.Daemon.Verbs;
using Sealane.Server;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>What <c>ftpsd quickstart</c> says once it serves: lines to paste that verify the certificate against the local authority, every one of them.</summary>
internal static class QuickstartScreen
{
    internal static void Show(FtpsServer server, LocalCertificates certificates, string config, QuickstartAccount account)
    {
        IPEndPoint endPoint = server.EndPoints[0];
        string host = endPoint.Address.Equals(IPAddress.Loopback) || endPoint.Address.Equals(IPAddress.Any) ? "localhost" : endPoint.Address.ToString();
        int port = endPoint.Port;
        using CertificateFile file = CertificateFile.LoadPublic(certificates.CertificatePath);
        string fingerprint = file.Sha256Fingerprint;
        string authority = Quoted(certificates.AuthorityPath);
        string credentials = account.Password is null ? account.Name : $"{account.Name}:{account.Password}";
        string lftpCredentials = account.Password is null ? account.Name : $"{account.Name},{account.Password}";

        // Quoted twice: for lftp, then for the shell.
        string lftpPath = certificates.AuthorityPath.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string lftpSettings = $"set ssl:ca-file \"{lftpPath}\"; set ftp:ssl-force yes; set ftp:ssl-protect-data yes";

        Console.WriteLine($"""

              Serving FTPS on {endPoint}

              account      {account.Name}
              password     {account.Password ?? $"as shown on the first run; a new one: ftpsd user passwd {account.Name} --generate --config {Quoted(config)}"}
              files        {account.Home}
              settings     {config}
              local CA     {certificates.AuthorityPath}

            curl (upload, list, download):
              curl --ssl-reqd --cacert {authority} -u {Quoted(credentials)} -T FILE ftp://{host}:{port}/
              curl --ssl-reqd --cacert {authority} -u {Quoted(credentials)} ftp://{host}:{port}/
              curl --ssl-reqd --cacert {authority} -u {Quoted(credentials)} -O ftp://{host}:{port}/FILE

            lftp:
              lftp -e {Quoted(lftpSettings)} -u {Quoted(lftpCredentials)} -p {port} {host}

            ftps (it trusts the local CA of the same user by itself):
              ftps put -u {Quoted(lftpCredentials)} FILE ftp://{host}:{port}/
              ftps ls -u {Quoted(lftpCredentials)} ftp://{host}:{port}/
              ftps get -u {Quoted(lftpCredentials)} ftp://{host}:{port}/FILE
              ftps -u {Quoted(lftpCredentials)} -p {port} {host}

            FileZilla (quick connect; compare the fingerprint before you trust it):
              Host ftpes://{host}   Username {account.Name}   Password {account.Password ?? "(see above)"}   Port {port}
              SHA-256 {fingerprint}

            Ctrl-C stops it, once running transfers have finished.

            """);
    }

    // For a POSIX shell: as it is when nothing in it is special.
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:,@+=".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
