using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Credentials;

/// <summary>The client certificate that the user names, with the password of its key from the environment if it has one.</summary>
internal static class OwnCertificate
{
    /// <summary>The password of an encrypted key or PKCS#12 file.</summary>
    public const string Variable = "FTPS_KEY_PASSWORD";

    /// <summary>Reads it.</summary>
    /// <param name="path">PEM or PKCS#12.</param>
    /// <param name="keyPath">The key's own file; null if it is in the same.</param>
    /// <exception cref="CertificateException">It cannot be read: one line that says why, and what helps.</exception>
    public static ClientCertificate Load(string path, string? keyPath)
    {
        try
        {
            return ClientCertificate.Load(path, keyPath);
        }
        catch (CertificateException e) when (e.Message.Contains("give its password", StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } password
                ? ClientCertificate.Load(path, keyPath, new Secret(password))
                : throw new CertificateException(e.Message.Replace("give its password", $"give its password in the environment variable {Variable}", StringComparison.Ordinal), e);
        }
    }
}
