using System.CommandLine;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary>What a <c>ftpsd cert</c> sub-verb works with.</summary>
/// <param name="Arguments">The command line.</param>
/// <param name="Directory">Where the state directory keeps certificates.</param>
/// <param name="OwnCertificate">What the configuration has in <c>rsa_cert_file</c>, which is used instead of ours; null for nothing.</param>
/// <param name="Json">Whether a program reads the answer.</param>
internal sealed record CertContext(ParseResult Arguments, string Directory, string? OwnCertificate, bool Json)
{
    public TextWriter Output => Arguments.InvocationConfiguration.Output;

    public TextWriter Error => Arguments.InvocationConfiguration.Error;

    /// <summary>The certificates in <paramref name="directory"/>, or in the state directory, which is made.</summary>
    public LocalCertificates Open(string? directory)
    {
        if (directory is null && !OperatingSystem.IsWindows())
        {
            StatePaths.Create(Path.GetDirectoryName(Directory)!);
        }

        return new LocalCertificates(directory is null ? Directory : Path.GetFullPath(directory), TimeProvider.System);
    }

    public void Print(CertificateFile certificate, string path)
    {
        Output.WriteLine(Json ? CertText.Json(certificate, path, DateTimeOffset.UtcNow) : CertText.Details(certificate, path, DateTimeOffset.UtcNow));
        foreach (string warning in certificate.Warnings)
        {
            Error.WriteLine($"ftpsd: warning: {warning}");
        }
    }
}
