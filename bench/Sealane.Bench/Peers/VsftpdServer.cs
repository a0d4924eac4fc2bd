using Sealane.Bench.Load;

namespace Sealane.Bench.Peers;

internal sealed class VsftpdServer(TestBed bed, int index, UnpackedPackages packages) : ServerUnderTest(bed, index)
{
    private readonly string? _program = packages.Find("/usr/sbin/vsftpd");

    internal override string Name => "vsftpd";

    internal override string? Unavailable => _program is null ? "vsftpd is not installed (bench/install-peers)" : null;

    internal override bool HasMlsd => false;

    internal override string Remark => "anonymous account over TLS: its local accounts need PAM; seccomp_sandbox=NO, which newer kernels require";

    internal override Endpoint Endpoint => new(ControlPort, "anonymous", "bench");

    protected override string[] Prepare()
    {
        // The anonymous user must have a home directory that exists, which nobody has not.
        string empty = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "empty")).FullName;
        string config = Write("vsftpd.conf", $"""
            listen=YES
            listen_ipv6=NO
            listen_address=127.0.0.1
            listen_port={ControlPort}
            background=NO
            anonymous_enable=YES
            local_enable=NO
            no_anon_password=YES
            anon_root={Bed.Home}
            anon_world_readable_only=NO
            anon_upload_enable=YES
            anon_other_write_enable=YES
            anon_umask=022
            write_enable=YES
            ftp_username=daemon
            nopriv_user=nobody
            secure_chroot_dir={empty}
            ssl_enable=YES
            allow_anon_ssl=YES
            ssl_ciphers=HIGH
            require_ssl_reuse=NO
            rsa_cert_file={Bed.Certificate}
            rsa_private_key_file={Bed.Key}
            max_per_ip=0
            max_clients=0
            pasv_min_port={PassiveFrom}
            pasv_max_port={PassiveTo}
            xferlog_enable=NO
            idle_session_timeout=3600
            seccomp_sandbox=NO

            """);
        return [_program!, config];
    }
}
