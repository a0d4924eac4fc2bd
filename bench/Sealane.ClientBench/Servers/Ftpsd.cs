namespace Sealane.ClientBench.Servers;

/// <summary>Our own server, published.</summary>
internal static class Ftpsd
{
    internal static Task<ServerProcess> StartAsync(Bed bed, string program, int port, int firstPassive, int lastPassive)
    {
        string directory = Bed.Open(Path.Combine(bed.Root, "ftpsd"));
        string config = Path.Combine(directory, "ftpsd.conf");
        File.WriteAllText(config, $"""
            listen_address=127.0.0.1
            listen_port={port}
            rsa_cert_file={bed.CertificateFile}
            rsa_private_key_file={bed.KeyFile}
            state_dir={Bed.Open(Path.Combine(directory, "state"))}
            require_ssl_reuse=YES
            nopriv_user=root
            write_enable=YES
            max_per_ip=0
            max_clients=0
            log_level=warning
            pasv_min_port={firstPassive}
            pasv_max_port={lastPassive}

            """);
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Bed.Run(Bed.Password + "\n", program, "user", "add", Bed.User, "--home", bed.Home, "--password-stdin", "--config", config);
        return ServerProcess.StartAsync([program, "serve", config], Path.Combine(directory, "output.log"), port);
    }
}
