using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary>Certificates as people and programs read them.</summary>
internal static class CertText
{
    public static string Details(CertificateFile certificate, string path, DateTimeOffset now) => $"""
        file:        {path}
        subject:     {Clean(certificate.Leaf.Subject)}
        names:       {(certificate.Names.Count == 0 ? "none" : Clean(string.Join(", ", certificate.Names)))}
        issuer:      {(IsSelfSigned(certificate) ? "itself" : Clean(certificate.Leaf.Issuer))}
        valid:       {Date(certificate.NotBefore)} to {Date(certificate.NotAfter)} ({Left(certificate, now)})
        SHA-256:     {certificate.Sha256Fingerprint}
        public key:  sha256//{certificate.SpkiSha256}
        """;

    public static string Json(CertificateFile certificate, string path, DateTimeOffset now)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("subject", certificate.Leaf.Subject);
            json.WriteStartArray("names");
            foreach (string name in certificate.Names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteString("issuer", certificate.Leaf.Issuer);
            json.WriteBoolean("selfSigned", IsSelfSigned(certificate));
            json.WriteString("notBefore", certificate.NotBefore);
            json.WriteString("notAfter", certificate.NotAfter);
            json.WriteNumber("daysLeft", (int)Math.Floor((certificate.NotAfter - now).TotalDays));
            json.WriteString("sha256", certificate.Sha256Fingerprint);
            json.WriteString("spkiSha256", certificate.SpkiSha256);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Left(CertificateFile certificate, DateTimeOffset now) =>
        certificate.NotAfter <= now ? "expired" : $"{Math.Floor((certificate.NotAfter - now).TotalDays)} days left";

    private static string Date(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static bool IsSelfSigned(CertificateFile certificate) => certificate.Leaf.SubjectName.RawData.AsSpan().SequenceEqual(certificate.Leaf.IssuerName.RawData);

    // A certificate is somebody else's text.
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
