namespace Sealane.Bench.Peers;

internal sealed class ProFtpdServer(TestBed bed, int index, UnpackedPackages packages) : ServerUnderTest(bed, index)
{
    private readonly string? _program = packages.Find("/usr/sbin/proftpd");
    private readonly string? _modules = packages.Find("/usr/lib/proftpd");

    internal override string Name => "ProFTPD";

    internal override string? Unavailable =>
        _program is null ? "proftpd is not installed (bench/install-peers)"
        : !File.Exists(Path.Combine(_modules ?? "", "mod_tls.so")) ? "proftpd has no mod_tls (package proftpd-mod-crypto)"
        : null;

    internal override string Remark => "virtual account (AuthUserFile), DelayEngine off, session tickets on";

    protected override string[] Prepare()
    {
        string users = Write("users", $"{TestBed.User}:{Bed.PasswordHash}:{TestBed.Nobody}:{TestBed.Nobody}::{Bed.Home}:/bin/false\n");
        string config = Write("proftpd.conf", $"""
            ModulePath {_modules}
            LoadModule mod_tls.c
            ServerName bench
            ServerType standalone
            DefaultAddress 127.0.0.1
            SocketBindTight on
            UseIPv6 off
            UseReverseDNS off
            Port {ControlPort}
            User nobody
            Group nogroup
            PidFile {Directory}/pid
            ScoreboardFile none
            SystemLog {Directory}/system.log
            TransferLog none
            WtmpLog off
            DelayEngine off
            MaxInstances none
            TimeoutIdle 0
            TimeoutNoTransfer 0
            AuthOrder mod_auth_file.c
            AuthUserFile {users}
            RequireValidShell off
            DefaultRoot ~
            AllowOverwrite on
            PassivePorts {PassiveFrom} {PassiveTo}
            TLSEngine on
            TLSProtocol TLSv1.2 TLSv1.3
            TLSECCertificateFile {Bed.Certificate}
            TLSECCertificateKeyFile {Bed.Key}
            TLSOptions NoSessionReuseRequired
            TLSSessionTickets on
            TLSVerifyClient off
            TLSRequired off

            """);
        return [_program!, "--nodaemon", "--config", config];
    }

    protected override void Environment(IDictionary<string, string?> variables) => variables["LD_LIBRARY_PATH"] = packages.Libraries;
}
