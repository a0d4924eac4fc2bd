namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>
/// vsftpd 3, strict. Its accounts are the system's: it runs in a mount namespace of its own, in which /etc is a copy with an account of
/// ours, so that the account exists for it alone and nothing is left behind on the machine.
/// </summary>
internal sealed class VsftpdServer(TlsRange tls, string settings = "") : ForeignServer(tls)
{
    // Of no user here.
    private const int Owner = 61234;

    public override string Name => "vsftpd";

    public override ServerTraits Traits =>
        ServerTraits.RequiresReuse | ServerTraits.RequiresCloseNotify | ServerTraits.Pipelining | ServerTraits.SiteChmod | ServerTraits.IPv6 | ServerTraits.EarlyTls;

    public override int? ImplicitPort => Ports.Second;

    protected override int OwnerId => Owner;

    protected override IEnumerable<string> LogFiles => [Scratch.File("vsftpd.log")];

    protected override async Task LaunchAsync()
    {
        string program = Packages.Require("vsftpd", "/usr/sbin/vsftpd");
        if (!Environment.IsPrivilegedProcess || !(await Tool.RunAsync("unshare", ["--mount", "true"])).ExitCode.Equals(0))
        {
            Packages.Missing("vsftpd can only be tried as root with the right to make a mount namespace (CAP_SYS_ADMIN)");
        }

        Own(Root);
        string hash = (await Tool.RunAsync("openssl", ["passwd", "-6", "-stdin"], Password + "\n")).Succeeded().Trim();

        // All of /etc, and not file by file: a file that is mounted over comes back when anybody on the machine replaces the original (useradd does).
        string etc = MakeState("etc");
        ToolRun copy = await Tool.RunAsync("cp", ["-a", "/etc/.", etc]);

        // While a user is made, files come, go and are replaced, and cp complains of those that went or changed under its hands.
        Assert.All(copy.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("No such file or directory$|replaced while being copied$", line));
        AccountFiles.Write(etc, UserName, Owner, Root, hash);
        Directory.Delete($"{etc}/pam.d", recursive: true);
        _ = Directory.CreateDirectory($"{etc}/pam.d");
        File.WriteAllText($"{etc}/pam.d/sealane", "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n");

        Dictionary<string, string?> environment = OpenSslEnvironment();
        environment["LD_LIBRARY_PATH"] = Packages.LibraryPath;
        await OneAsync("explicit", "listen=YES\nlisten_address=127.0.0.1", Port, "127.0.0.1", false);
        await OneAsync("ipv6", "listen=NO\nlisten_ipv6=YES\nlisten_address6=::1", Port, "::1", false);
        await OneAsync("implicit", "listen=YES\nlisten_address=127.0.0.1\nimplicit_ssl=YES", Ports.Second, "127.0.0.1", true);

        Task OneAsync(string name, string listening, int port, string address, bool immediate) => RunAsync(
            ["unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc && shift && exec \"$@\"", "sh", etc, program, Write(name + ".conf", Configuration(listening, port))],
            environment,
            (address, port, immediate));
    }

    private string Configuration(string listening, int port) => $"""
        {listening}
        listen_port={port}
        background=NO
        anonymous_enable=NO
        local_enable=YES
        write_enable=YES
        chroot_local_user=YES
        allow_writeable_chroot=YES
        pam_service_name=sealane
        nopriv_user=nobody
        secure_chroot_dir={MakeState("empty")}
        ssl_enable=YES
        force_local_logins_ssl=YES
        force_local_data_ssl=YES
        require_ssl_reuse=YES
        strict_ssl_read_eof=YES
        ssl_ciphers=HIGH
        rsa_cert_file={Certificate.CertificatePath}
        rsa_private_key_file={Certificate.KeyPath}
        pasv_min_port={Ports.PassiveFrom}
        pasv_max_port={Ports.PassiveTo}
        max_per_ip=0
        max_clients=0
        seccomp_sandbox=NO
        xferlog_enable=YES
        log_ftp_protocol=YES
        vsftpd_log_file={Scratch.File("vsftpd.log")}
        {settings}

        """;
}
