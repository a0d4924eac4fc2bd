using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>Something wrong with a certification path.</summary>
/// <param name="Depth">The certificate's place: 0 is the one that was asked about.</param>
/// <param name="Error">OpenSSL's number (X509_STORE_CTX_get_error(3)).</param>
internal readonly record struct PathFault(int Depth, int Error)
{
    /// <summary>OpenSSL's words for it.</summary>
    internal string Reason => Marshal.PtrToStringUTF8(OpenSsl.X509_verify_cert_error_string(Error)) ?? $"error {Error}";
}
