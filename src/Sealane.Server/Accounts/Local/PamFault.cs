using Sealane.Server.Storage;

namespace Sealane.Server.Accounts.Local;

/// <summary>What stands between this machine and logins of its users.</summary>
public static class PamFault
{
    /// <summary>Names that are tried, in order, when the configuration names no service: vsftpd's own file, then ours. Never <c>other</c>, which nobody wrote for FTP.</summary>
    internal static readonly string[] Candidates = ["vsftpd", "ftpsd"];

    // Where Linux-PAM looks; the second is for files of the distribution's vendor.
    private static readonly string[] s_directories = ["/etc/pam.d", "/usr/lib/pam.d"];

    /// <summary>What is wrong, and what to do; null when system users can log in.</summary>
    /// <param name="service">The PAM service that the configuration names; null when it names none.</param>
    public static (string Message, string Fix)? Find(string? service)
    {
        if (Identity.Fault() is { } identity)
        {
            return ($"each system user's files are accessed as that user, and {identity}.", "Start ftpsd as root; or write local_enable=NO and make accounts with 'ftpsd user add', which need no root.");
        }

        if (PamLibrary.Installed is null)
        {
            return ("the library libpam.so.0 is missing, which checks the passwords of system users.", "Install it (Debian: apt-get install libpam0g), or write local_enable=NO.");
        }

        if (service is null ? Candidates.Any(Exists) : Exists(service))
        {
            return null;
        }

        string name = service ?? Candidates[^1];
        string missing = service is null ? $"neither /etc/pam.d/{Candidates[0]} nor /etc/pam.d/{Candidates[1]} is there" : $"there is no PAM service file /etc/pam.d/{service}";
        return ($"{missing}, so nothing says how system users prove who they are.", $"printf 'auth required pam_unix.so\\nauth required pam_shells.so\\naccount required pam_unix.so\\nsession required pam_unix.so\\n' > /etc/pam.d/{name}");
    }

    /// <summary>The service to ask.</summary>
    internal static string Service(string? service) => service ?? Candidates.FirstOrDefault(Exists) ?? Candidates[0];

    private static bool Exists(string service) =>
        service.Length > 0 && !service.Contains('/', StringComparison.Ordinal) && s_directories.Any(directory => File.Exists(Path.Combine(directory, service)));
}
