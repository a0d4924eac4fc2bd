namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>pyftpdlib, the server inside many a Python program: one thread, TLS required by its options.</summary>
/// <param name="tls">What it speaks.</param>
/// <param name="lies">It offers XSHA256, and every hash it computes is wrong.</param>
/// <param name="forgets">It lets no TLS session be resumed.</param>
/// <param name="deflates">It offers MODE Z, by Python's zlib.</param>
/// <param name="misleads">Its answer to EPSV names a port at which nobody listens.</param>
internal sealed class PyftpdlibServer(TlsRange tls, bool lies = false, bool forgets = false, bool deflates = false, bool misleads = false) : ForeignServer(tls)
{
    // The distribution's own interpreter: the library belongs to it.
    private const string Python = "/usr/bin/python3";

    public override string Name => "pyftpdlib";

    public override ServerTraits Traits => ServerTraits.Mlsd | ServerTraits.Mfmt | ServerTraits.SiteChmod | ServerTraits.IPv6;

    protected override int OwnerId => 0;

    protected override async Task LaunchAsync()
    {
        string library = Packages.Require(Name, "/usr/lib/python3/dist-packages/pyftpdlib");
        Packages.Require("python3", Python);
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "pyftpdlib_server.py");
        await RunAsync(
            [Python, script, Text(Port), Text(Ports.PassiveFrom), Text(Ports.PassiveTo), Root, Certificate.CombinedPath, Tls.ToString()],
            new Dictionary<string, string?>
            {
                ["PYTHONPATH"] = Path.GetDirectoryName(library),
                ["PYTHONDONTWRITEBYTECODE"] = "1",
                ["FTP_USER"] = UserName,
                ["FTP_PASSWORD"] = Password,
                ["FTP_LIES"] = lies ? "1" : "",
                ["FTP_FORGETS"] = forgets ? "1" : "",
                ["FTP_DEFLATES"] = deflates ? "1" : "",
                ["FTP_MISLEADS"] = misleads ? "1" : "",
            },
            ("127.0.0.1", Port, false),
            ("::1", Port, false));
    }
}
