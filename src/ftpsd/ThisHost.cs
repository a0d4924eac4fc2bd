using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Daemon.Identity;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>What a configuration needs to know of the machine that this runs on.</summary>
internal static class ThisHost
{
    public static HostFacts Facts { get; } = new()
    {
        StateDirectory = StateDirectory(),
        Probe = Probe,
        CertificateFault = CertificateFault,
        LocalUserFault = PamFault.Find,
        FindUser = FindUser,
        IsRoot = static () => SystemUser.Current.Uid == SystemUser.Root,
        AuthorityFault = AuthorityFault,
        PortFault = PortFault,
        CipherFault = ServerTls.CipherFault,
    };

    private static string StateDirectory()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/ftpsd";
        }

        // The service manager has made one for the unit's user (StateDirectory= in systemd.exec(5)): the same that root's commands look into.
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { } given && Path.IsPathRooted(given) && !given.Contains(':', StringComparison.Ordinal))
        {
            return given;
        }

        // XDG base directories: a relative or empty value counts as unset.
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return Path.Combine(
            Path.IsPathRooted(state) ? state : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"), "ftpsd");
    }

    private static HostUser? FindUser(string name)
    {
        try
        {
            return name.Contains('\0', StringComparison.Ordinal) ? null : LoginPreview.SystemUser(name);
        }
        catch (AccountStoreException)
        {
            return null; // who cannot be looked up now cannot log in either, and is told why then
        }
    }

    private static FileCondition Probe(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return FileCondition.Directory;
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return FileCondition.Readable;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileCondition.Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return FileCondition.Unreadable;
        }
    }

    private static string? AuthorityFault(string file)
    {
        try
        {
            foreach (byte[] der in AuthorityFile.Load(file))
            {
                using X509Certificate2 authority = X509CertificateLoader.LoadCertificate(der);
            }

            return null;
        }
        catch (CertificateException e)
        {
            return e.Message;
        }
        catch (CryptographicException)
        {
            return $"{file} has a certificate that is damaged";
        }
    }

    // Asked of the kernel, which knows about capabilities and net.ipv4.ip_unprivileged_port_start.
    private static string? PortFault(int port)
    {
        if (LowPortBinder.Runs)
        {
            return null;
        }

        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AccessDenied ? $"user {Environment.UserName} may not use port {port}" : $"port {port} cannot be used ({e.SocketErrorCode})";
        }
    }

    private static string? CertificateFault(string certificateFile, string keyFile)
    {
        try
        {
            using X509Certificate2 alone = X509Certificate2.CreateFromPem(File.ReadAllText(certificateFile));
            string key = File.ReadAllText(keyFile);
            if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                return $"there is no private key (PEM) in {keyFile}.";
            }

            if (key.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            {
                return $"the private key in {keyFile} has a passphrase: 'openssl pkey -in {keyFile} -out NEW' removes it.";
            }
        }
        catch (CryptographicException)
        {
            return $"there is no certificate (PEM) in {certificateFile}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message.ReplaceLineEndings(" ");
        }

        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return $"the private key in {keyFile} does not belong to the certificate in {certificateFile}, or is damaged.";
        }
    }
}
