namespace Sealane.Bench.Peers;

internal sealed class PureFtpdServer(TestBed bed, int index, UnpackedPackages packages) : ServerUnderTest(bed, index)
{
    private readonly string? _program = packages.Find("/usr/sbin/pure-ftpd");
    private readonly string? _accounts = packages.Find("/usr/bin/pure-pw");

    internal override string Name => "Pure-FTPd";

    internal override string? Unavailable => _program is null || _accounts is null ? "pure-ftpd is not installed (bench/install-peers)" : null;

    // Seen with Debian's 1.0.50: it answers 421 to the next one, though --maxclientsnumber asks for more.
    internal override int MaxSessions => 2000;

    internal override string Remark => "virtual account (PureDB), everybody in a chroot, no syslog";

    protected override string[] Prepare()
    {
        string users = Write("users", $"{TestBed.User}:{Bed.PasswordHash}:{TestBed.Nobody}:{TestBed.Nobody}::{Bed.Home}/./::::::::::::\n");
        string database = Path.Combine(Directory, "users.pdb");
        TestBed.Run(_accounts!, "mkdb", database, "-f", users);
        return
        [
            _program!,
            "--bind", $"127.0.0.1,{ControlPort}",
            "--login", $"puredb:{database}",
            "--noanonymous",
            "--chrooteveryone",
            "--dontresolve",
            "--minuid", "1",
            "--maxclientsnumber", "2000",
            "--maxclientsperip", "2000",
            "--maxidletime", "60",
            // Listings end at 10,000 entries (minus the dots) unless told otherwise.
            "--limitrecursion", "100000:8",
            "--passiveportrange", $"{PassiveFrom}:{PassiveTo}",
            "--syslogfacility", "none",
            "--pidfile", Path.Combine(Directory, "pid"),
            "--tls", "1",
            "--certfile", $"{Bed.Certificate},{Bed.Key}",
        ];
    }
}
