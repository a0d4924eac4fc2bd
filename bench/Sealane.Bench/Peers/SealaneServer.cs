namespace Sealane.Bench.Peers;

internal sealed class SealaneServer(TestBed bed, int index, string? program) : ServerUnderTest(bed, index)
{
    internal override string Name => "Sealane";

    internal override string? Unavailable =>
        program is null ? "no published ftpsd (bench/run publishes it, or --server-binary PATH)" : File.Exists(program) ? null : $"no {program}";

    internal override string Remark => "virtual account, the published single file";

    protected override string[] Prepare()
    {
        // Plain sessions are refused by default; a plain run has to allow them.
        string plain = Bed.Plain ? "force_local_logins_ssl=NO\nforce_local_data_ssl=NO\n" : "";
        string state = Path.Combine(Directory, "state");
        string config = Write("ftpsd.conf", $"""
            listen_address=127.0.0.1
            listen_port={ControlPort}
            ssl_enable=YES
            rsa_cert_file={Bed.Certificate}
            rsa_private_key_file={Bed.Key}
            state_dir={state}
            nopriv_user=root
            require_ssl_reuse=PREFER
            write_enable=YES
            max_per_ip=0
            max_clients=0
            idle_session_timeout=3600
            log_level=warning
            pasv_min_port={PassiveFrom}
            pasv_max_port={PassiveTo}
            {plain}
            """);
        if (!System.IO.Directory.Exists(state))
        {
            System.IO.Directory.CreateDirectory(state);
            TestBed.RunWithInput(TestBed.Password + "\n", program!, "user", "add", TestBed.User, "--home", Bed.Home, "--password-stdin", "--config", config);
        }

        return [program!, "serve", config];
    }
}
