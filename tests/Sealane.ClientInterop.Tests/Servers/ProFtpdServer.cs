namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>ProFTPD 1.3 with mod_tls: TLS required, and its default rule that data connections resume the control connection's session.</summary>
internal sealed class ProFtpdServer(TlsRange tls, string settings = "") : ForeignServer(tls)
{
    public override string Name => "ProFTPD";

    public override ServerTraits Traits =>
        ServerTraits.Mlsd | ServerTraits.Hash | ServerTraits.Mfmt | ServerTraits.SiteChmod | ServerTraits.RequiresReuse | ServerTraits.Pipelining | ServerTraits.IPv6 | ServerTraits.EarlyTls;

    public override int? ImplicitPort => Ports.Second;

    protected override IEnumerable<string> LogFiles => [Scratch.File("system.log"), Scratch.File("tls.log")];

    protected override async Task LaunchAsync()
    {
        string program = Packages.Require(Name, "/usr/sbin/proftpd");
        string modules = Packages.Require(Name, "/usr/lib/proftpd");
        Packages.Require(Name, "/usr/lib/proftpd/mod_tls.so");
        Own(Root);
        string hash = (await Tool.RunAsync("openssl", ["passwd", "-6", "-stdin"], Password + "\n")).Succeeded().Trim();
        string users = Write("users", $"{UserName}:{hash}:{Nobody}:{Nobody}::{Root}:/bin/false\n");
        string config = Write("proftpd.conf", $"""
            ModulePath {modules}
            LoadModule mod_tls.c
            {(File.Exists(Path.Combine(modules, "mod_digest.so")) ? "LoadModule mod_digest.c" : "")}
            {(settings.Contains("DeflateEngine", StringComparison.Ordinal) ? "LoadModule mod_deflate.c" : "")}
            ServerName explicit
            ServerType standalone
            DefaultAddress 127.0.0.1 ::1
            SocketBindTight on
            UseIPv6 on
            UseReverseDNS off
            Port {Port}
            User nobody
            Group nogroup
            PidFile {Scratch.File("pid")}
            ScoreboardFile {Scratch.File("scoreboard")}
            SystemLog {Scratch.File("system.log")}
            TransferLog none
            WtmpLog off
            MaxInstances none
            <Global>
              DelayEngine off
              AuthOrder mod_auth_file.c
              AuthUserFile {users}
              RequireValidShell off
              DefaultRoot ~
              AllowOverwrite on
              AllowStoreRestart on
              AllowRetrieveRestart on
              PassivePorts {Ports.PassiveFrom} {Ports.PassiveTo}
              TLSEngine on
              TLSLog {Scratch.File("tls.log")}
              TLSProtocol {(Tls == TlsRange.Only12 ? "TLSv1.2" : Tls == TlsRange.Only13 ? "TLSv1.3" : "TLSv1.2 TLSv1.3")}
              TLSECCertificateFile {Certificate.CertificatePath}
              TLSECCertificateKeyFile {Certificate.KeyPath}
              TLSVerifyClient off
              {(settings.Contains("TLSRequired", StringComparison.Ordinal) ? "" : "TLSRequired on")}
              {settings}
            </Global>
            <VirtualHost 127.0.0.1>
              ServerName implicit
              Port {Ports.Second}
              TLSOptions UseImplicitSSL
            </VirtualHost>

            """);
        await RunAsync(
            [program, "--nodaemon", "--config", config],
            new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = Packages.LibraryPath },
            ("127.0.0.1", Port, false),
            ("::1", Port, false),
            ("127.0.0.1", Ports.Second, true));
    }
}
