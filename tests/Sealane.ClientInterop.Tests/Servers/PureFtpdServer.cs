namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>Pure-FTPd with a PureDB account. Its TLS level 3: neither sessions nor data in the clear. Debian builds it without implicit TLS.</summary>
internal sealed class PureFtpdServer(TlsRange tls) : ForeignServer(tls)
{
    public override string Name => "Pure-FTPd";

    public override ServerTraits Traits => ServerTraits.Mlsd | ServerTraits.Mfmt | ServerTraits.SiteChmod | ServerTraits.IPv6 | ServerTraits.EarlyTls;

    protected override async Task LaunchAsync()
    {
        string program = Packages.Require(Name, "/usr/sbin/pure-ftpd"), accounts = Packages.Require(Name, "/usr/bin/pure-pw");
        Own(Root);
        string hash = (await Tool.RunAsync("openssl", ["passwd", "-6", "-stdin"], Password + "\n")).Succeeded().Trim();
        string users = Write("users", $"{UserName}:{hash}:{Nobody}:{Nobody}::{Root}/./::::::::::::\n"), database = Scratch.File("users.pdb");
        Dictionary<string, string?> environment = OpenSslEnvironment();
        environment["LD_LIBRARY_PATH"] = Packages.LibraryPath;
        (await Tool.RunAsync("env", [$"LD_LIBRARY_PATH={Packages.LibraryPath}", accounts, "mkdb", database, "-f", users])).Succeeded();
        foreach (string address in (string[])["127.0.0.1", "::1"])
        {
            await RunAsync(
                [
                    program,
                    "--bind", $"{address},{Text(Port)}",
                    "--login", $"puredb:{database}",
                    "--noanonymous",
                    "--chrooteveryone",
                    "--dontresolve",
                    "--minuid", "1",
                    "--maxclientsnumber", "200",
                    "--maxclientsperip", "200",
                    "--limitrecursion", "100000:8",
                    "--passiveportrange", $"{Ports.PassiveFrom}:{Ports.PassiveTo}",
                    "--syslogfacility", "none",
                    "--pidfile", Scratch.File($"pid-{address.Length}"),
                    "--tls", "3",
                    "--certfile", $"{Certificate.CertificatePath},{Certificate.KeyPath}",
                ],
                environment,
                (address, Port, false));
        }
    }
}
