namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>Our own server, built beside these tests.</summary>
internal sealed class FtpsdServer(TlsRange tls, string reuse, string settings = "") : ForeignServer(tls)
{
    public override string Name => $"ftpsd ({reuse})";

    public override ServerTraits Traits =>
        ServerTraits.Mlsd | ServerTraits.Hash | ServerTraits.Mfmt | ServerTraits.SiteChmod | ServerTraits.RequiresCloseNotify | ServerTraits.Pipelining | ServerTraits.IPv6 | ServerTraits.EarlyTls
        | (reuse == "YES" ? ServerTraits.RequiresReuse : ServerTraits.None);

    public override int? ImplicitPort => Ports.Second;

    // It serves virtual accounts with its own identity, which is the tests' here.
    public override void Own(string path)
    {
    }

    protected override async Task LaunchAsync()
    {
        string config = Write("ftpsd.conf", $"""
            listen_ipv6=YES
            listen_address=127.0.0.1
            listen_address6=::1
            listen_port={Port}
            listen_implicit_port={Ports.Second}
            pasv_min_port={Ports.PassiveFrom}
            pasv_max_port={Ports.PassiveTo}
            rsa_cert_file={Certificate.CertificatePath}
            rsa_private_key_file={Certificate.KeyPath}
            require_ssl_reuse={reuse}
            state_dir={MakeState("state")}
            nopriv_user=root
            max_clients=0
            max_per_ip=0
            ban_after=0
            delay_failed_login=0
            {(Tls == TlsRange.Only12 ? "ssl_tlsv1_3=NO" : Tls == TlsRange.Only13 ? "ssl_tlsv1_2=NO" : "")}
            {settings}

            """);
        (await DaemonProcess.RunAsync(["user", "add", UserName, "--password-stdin", "--home", Root, "--config", config], Password)).Succeeded();
        await RunAsync(
            [DaemonProcess.Executable, "serve", config],
            new Dictionary<string, string?>(),
            ("127.0.0.1", Port, false),
            ("::1", Port, false),
            ("127.0.0.1", Ports.Second, true));
    }
}
