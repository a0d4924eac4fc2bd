namespace Sealane.Server.Options;

/// <summary>Checks that TLS can work as configured, and says where it would protect less than it seems to.</summary>
internal sealed class TlsValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        if (!settings.Flag("ssl_enable"))
        {
            Warning("ssl_enable", "without TLS, passwords and files cross the network readable.", "Write ssl_enable=YES.");
            return;
        }

        if (!settings.Flag("ssl_tlsv12") && !settings.Flag("ssl_tlsv13"))
        {
            Error("ssl_tlsv13", "with ssl_tlsv12=NO and ssl_tlsv13=NO no TLS version is left.", "Write ssl_tlsv12=YES, ssl_tlsv13=YES or both.");
        }

        CheckCiphers();
        CheckCertificate();
        new ClientCertificateValidator(settings, host, diagnostics).Validate();
        if (!settings.Flag("force_local_logins_ssl"))
        {
            Warning("force_local_logins_ssl", "clients that do not ask for TLS send their passwords readable.", "Write force_local_logins_ssl=YES.");
        }
        else if (!settings.Flag("force_local_data_ssl"))
        {
            Warning("force_local_data_ssl", "clients may transfer files and listings readable.", "Write force_local_data_ssl=YES.");
        }

        if (!settings.Flag("strict_ssl_read_eof"))
        {
            Warning("strict_ssl_read_eof", "an upload that was cut off on its way counts as complete.", "Write strict_ssl_read_eof=YES.");
        }

        if (settings.Choice("require_ssl_reuse") == "NO")
        {
            diagnostics.Note(
                settings.Origin("require_ssl_reuse"), "require_ssl_reuse", "data connections are tied to their session by address and port only.", "PREFER admits the same clients and logs those that do not resume.");
        }
    }

    /// <summary>Whether <c>ssl_ciphers</c> is what Red Hat compiled in and writes into its files, on a machine of somebody else's.</summary>
    internal static bool IsForeignPolicy(EffectiveSettings settings) =>
        settings.Text("ssl_ciphers") is "PROFILE=SYSTEM" and var policy && settings.Host.CipherFault(policy) is not null;

    private void CheckCiphers()
    {
        string ciphers = settings.Text("ssl_ciphers");
        if (ciphers.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && !":+-!@=_, .".Contains(c, StringComparison.Ordinal)) is var odd and not '\0')
        {
            Error("ssl_ciphers", $"no OpenSSL cipher list holds {DiagnosticSink.Quote(odd.ToString())}.", "Write a list such as HIGH or ECDHE+AESGCM.");
        }
        else if (IsForeignPolicy(settings))
        {
            diagnostics.Note(settings.Origin("ssl_ciphers"), "ssl_ciphers", "PROFILE=SYSTEM is a policy of Red Hat's systems, which the OpenSSL here does not know: our own list is used.", "");
        }
        else if (ciphers.Length > 0 && host.CipherFault(ciphers) is { } fault)
        {
            Error("ssl_ciphers", $"{fault}.", "Write HIGH or a list such as ECDHE+AESGCM, or remove the line.");
        }
    }

    private void CheckCertificate()
    {
        string? certificate = settings.Path("rsa_cert_file");
        string? key = settings.Path("rsa_private_key_file");
        if (certificate is null)
        {
            if (key is not null)
            {
                Error("rsa_private_key_file", "a key is of no use without its certificate.", "Set rsa_cert_file as well.");
            }

            return;
        }

        bool readable = IsReadable("rsa_cert_file", certificate, "certificate");
        if (key is not null && key != certificate)
        {
            readable &= IsReadable("rsa_private_key_file", key, "key");
        }

        if (readable && host.CertificateFault(certificate, key ?? certificate) is { } fault)
        {
            Error(key is null ? "rsa_cert_file" : "rsa_private_key_file", fault, key is null ? "Set rsa_private_key_file if the key is in a file of its own." : "");
        }
    }

    private bool IsReadable(string option, string path, string what)
    {
        string quoted = DiagnosticSink.Quote(path);
        switch (host.Probe(path))
        {
            case FileCondition.Readable:
                return true;
            case FileCondition.Missing:
                Error(option, $"there is no file {quoted}.", "Remove the line to use a certificate of the local CA, or name the right file.");
                return false;
            case FileCondition.Directory:
                Error(option, $"{quoted} is a directory.", $"Name the PEM file of the {what}.");
                return false;
            default:
                Error(option, $"{quoted} cannot be read by the user that runs ftpsd.", "Change its owner or mode, or start ftpsd as root.");
                return false;
        }
    }

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}
