namespace Sealane.ClientBench.Servers;

/// <summary>
/// vsftpd, strict: data connections must resume the control connection's TLS session. Its accounts are the system's, so it runs in a mount namespace of its own
/// whose /etc is ours.
/// </summary>
internal static class Vsftpd
{
    internal const string Program = "/usr/sbin/vsftpd";

    internal static Task<ServerProcess> StartAsync(Bed bed, string name, int port, int firstPassive, int lastPassive, string announced)
    {
        string directory = Bed.Open(Path.Combine(bed.Root, name));
        string hash = Bed.Run(Bed.Password + "\n", "openssl", "passwd", "-6", "-stdin").Trim();
        string empty = Bed.Open(Path.Combine(directory, "empty"));

        // All of /etc is a copy: a file that is mounted over another falls off when somebody on the machine replaces that one, as useradd does.
        string etc = Path.Combine(directory, "etc");
        Bed.Run("", "cp", "-a", "/etc", etc);
        File.AppendAllText(Path.Combine(etc, "passwd"), $"{Bed.User}:x:{Bed.Owner}:{Bed.Owner}::{bed.Home}:/bin/sh\n");
        File.AppendAllText(Path.Combine(etc, "group"), $"{Bed.User}:x:{Bed.Owner}:\n");
        File.AppendAllText(Path.Combine(etc, "shadow"), $"{Bed.User}:{hash}:20000::::::\n");
        File.WriteAllText(Path.Combine(etc, "pam.d", "sealane"), "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n");
        string config = Path.Combine(directory, "vsftpd.conf");
        File.WriteAllText(config, $"""
            listen=YES
            listen_address=127.0.0.1
            listen_port={port}
            background=NO
            anonymous_enable=NO
            local_enable=YES
            write_enable=YES
            local_umask=022
            chroot_local_user=YES
            allow_writeable_chroot=YES
            pam_service_name=sealane
            nopriv_user=nobody
            secure_chroot_dir={empty}
            ssl_enable=YES
            force_local_logins_ssl=YES
            force_local_data_ssl=YES
            require_ssl_reuse=YES
            ssl_ciphers=HIGH
            rsa_cert_file={bed.CertificateFile}
            rsa_private_key_file={bed.KeyFile}
            pasv_address={announced}
            pasv_min_port={firstPassive}
            pasv_max_port={lastPassive}
            max_per_ip=0
            max_clients=0
            seccomp_sandbox=NO
            xferlog_enable=NO
            idle_session_timeout=3600

            """);
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ServerProcess.StartAsync(
            ["unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc && shift && exec \"$@\"", "sh", etc, Program, config],
            Path.Combine(directory, "output.log"), port);
    }
}
