using System.CommandLine;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd cert show [FILE]</c>: what is in a certificate, by default in the server's.</summary>
internal static class CertShowVerb
{
    private static readonly Argument<string?> FileArgument = new("FILE") { Description = "a certificate in PEM (the server's own)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Build() => new Command("show", "show a certificate") { FileArgument }.Does(cert =>
    {
        string path = cert.Arguments.GetValue(FileArgument) ?? new LocalCertificates(cert.Directory, TimeProvider.System).CertificatePath;
        using CertificateFile certificate = CertificateFile.LoadPublic(path);
        cert.Print(certificate, path);
    });
}
