namespace Sealane.Server.Options;

/// <summary>Checks that clients' certificates can be judged as configured.</summary>
internal sealed class ClientCertificateValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        bool validate = settings.Flag("validate_cert");
        string? authorities = settings.Path("ca_certs_file");
        if (authorities is not null)
        {
            CheckAuthorities(authorities);
        }
        else if (validate)
        {
            Error("validate_cert", "there is nobody to vouch for clients' certificates, so that all would be refused.", "Write ca_certs_file=PATH, or validate_cert=NO.");
        }

        if (OptionsBinder.ClientCertificates(settings) is not { } policy)
        {
            if (validate || authorities is not null)
            {
                Warning(validate ? "validate_cert" : "ca_certs_file", "has no effect while clients are not asked for certificates.", "Write ssl_request_cert=YES or require_cert=YES.");
            }
        }
        else if (policy is { Require: true, Validate: false })
        {
            Warning("require_cert", "any certificate will do, also one that a client has made for itself.", "Write validate_cert=YES and ca_certs_file=PATH.");
        }

        if (settings.Text("ssl_sni_hostname") is { Length: > 0 } name && Uri.CheckHostName(name) != UriHostNameType.Dns)
        {
            Error("ssl_sni_hostname", $"{DiagnosticSink.Quote(name)} is no host name, and clients ask for nothing else.", "Write the name by which clients connect.");
        }
    }

    private void CheckAuthorities(string path)
    {
        string quoted = DiagnosticSink.Quote(path);
        switch (host.Probe(path))
        {
            case FileCondition.Missing:
                Error("ca_certs_file", $"there is no file {quoted}.", "Name the PEM file of the authorities that issue your clients' certificates.");
                break;
            case FileCondition.Directory:
                Error("ca_certs_file", $"{quoted} is a directory.", "Name one PEM file; 'cat DIR/*.pem' makes one of several.");
                break;
            case FileCondition.Unreadable:
                Error("ca_certs_file", $"{quoted} cannot be read by the user that runs ftpsd.", "Change its owner or mode.");
                break;
            default:
                if (host.AuthorityFault(path) is { } fault)
                {
                    Error("ca_certs_file", fault + ".", "");
                }

                break;
        }
    }

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}
