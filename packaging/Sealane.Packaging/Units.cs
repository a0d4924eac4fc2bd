using Sealane.Daemon.Systemd;
using Sealane.Server.Options;

namespace Sealane.Packaging;

/// <summary>The units of the packages: those that <c>ftpsd service install</c> writes, with paths of the package.</summary>
internal static class Units
{
    /// <summary>For whoever wants the service manager to listen: an example, not installed as a unit.</summary>
    public const string Socket = """
        # Copy to /etc/systemd/system/ftpsd.socket, then: systemctl daemon-reload; systemctl enable --now ftpsd.socket
        # Its sockets take the place of listen* in the configuration. TLS starts with the first byte on those whose FileDescriptorName begins with "implicit".

        [Unit]
        Description=FTPS server (ftpsd), control connections

        [Socket]
        ListenStream=21
        Accept=no

        [Install]
        WantedBy=sockets.target

        """;

    // Those that the package brings.
    private static readonly string[] Directories = ["/var/lib/ftpsd", "/var/log/ftpsd"];

    /// <summary>The unit for the configuration as it is delivered.</summary>
    /// <param name="file">The configuration in the source tree.</param>
    /// <param name="program">Where the program will be.</param>
    /// <param name="configuration">Where the configuration will be.</param>
    public static string Service(string file, string program, string configuration)
    {
        // The configuration is for the machine that it will be installed on: nothing of this one is looked at.
        HostFacts nowhere = new() { StateDirectory = "/var/lib/ftpsd", Probe = path => Directories.Contains(path) ? FileCondition.Directory : FileCondition.Missing, CertificateFault = (_, _) => null };
        LoadedConfiguration loaded = new ConfigurationLoader(nowhere).Parse(File.ReadAllBytes(file), configuration, []);
        if (loaded.Options is not { } options || loaded.Diagnostics.Any(diagnostic => diagnostic.Severity > Severity.Note))
        {
            throw new InvalidDataException($"{file} is not a configuration to deliver:\n{string.Join('\n', loaded.Diagnostics)}");
        }

        string unit = new ServiceUnit(program, configuration, [], options, "ftpsd").Write();
        return "# Of the package ftpsd. Your own changes: systemctl edit ftpsd. With local_enable=YES: ftpsd service install, which writes one for root in /etc.\n" + unit[(unit.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
