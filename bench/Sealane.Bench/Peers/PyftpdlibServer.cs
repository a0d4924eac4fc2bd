namespace Sealane.Bench.Peers;

internal sealed class PyftpdlibServer(TestBed bed, int index, UnpackedPackages packages) : ServerUnderTest(bed, index)
{
    private const string Python = "/usr/bin/python3";

    private readonly string? _library = packages.Find("/usr/lib/python3/dist-packages/pyftpdlib");

    internal override string Name => "pyftpdlib";

    internal override string? Unavailable =>
        _library is null ? "pyftpdlib is not installed (bench/install-peers)" : !File.Exists(Python) ? $"no {Python}" : null;

    internal override string Remark => "FTPServer with TLS_FTPHandler: one process, one event loop; logs warnings only";

    protected override string[] Prepare()
    {
        string script = Write("server.py", $"""
            import logging
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import TLS_FTPHandler
            from pyftpdlib.servers import FTPServer

            logging.basicConfig(level=logging.WARNING)
            authorizer = DummyAuthorizer()
            authorizer.add_user("{TestBed.User}", "{TestBed.Password}", "{Bed.Home}", perm="elradfmwMT")
            TLS_FTPHandler.authorizer = authorizer
            TLS_FTPHandler.certfile = "{Bed.Certificate}"
            TLS_FTPHandler.keyfile = "{Bed.Key}"
            TLS_FTPHandler.passive_ports = range({PassiveFrom}, {PassiveTo} + 1)
            TLS_FTPHandler.timeout = 3600
            server = FTPServer(("127.0.0.1", {ControlPort}), TLS_FTPHandler)
            server.max_cons = 20000
            server.max_cons_per_ip = 0
            server.serve_forever()

            """);
        return [Python, script];
    }

    protected override void Environment(IDictionary<string, string?> variables) =>
        variables["PYTHONPATH"] = Path.GetDirectoryName(_library);
}
