using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sealane.Client.Trust;

/// <summary>A certificate revocation list of a file (RFC 5280 §5). The platform can fetch such lists but not be given them.</summary>
internal sealed class RevocationList
{
    private readonly byte[] _signed;
    private readonly string _algorithm;
    private readonly byte[]? _parameters;
    private readonly byte[] _signature;
    private readonly HashSet<BigInteger> _serials;

    private RevocationList(byte[] signed, string algorithm, byte[]? parameters, byte[] signature, byte[] issuer, DateTimeOffset? next, HashSet<BigInteger> serials, string path)
    {
        _signed = signed;
        _algorithm = algorithm;
        _parameters = parameters;
        _signature = signature;
        _serials = serials;
        Issuer = issuer;
        Next = next;
        Path = path;
    }

    /// <summary>Distinguished name, DER.</summary>
    public byte[] Issuer { get; }

    /// <summary>When a newer list had to be there.</summary>
    public DateTimeOffset? Next { get; }

    public string Path { get; }

    public bool Holds(X509Certificate2 certificate) => _serials.Contains(new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true));

    public bool IsSignedBy(X509Certificate2 issuer) => CertificateSignature.Verify(issuer, _algorithm, _parameters, _signed, _signature);

    /// <summary>All lists of a file, PEM or DER.</summary>
    /// <exception cref="TrustStoreException">There is none, or it is damaged.</exception>
    public static IReadOnlyList<RevocationList> Parse(byte[] content, string path)
    {
        try
        {
            if (content is [0x30, >= 0x80, ..])
            {
                return [Decode(content, path)];
            }

            List<RevocationList> found = [];
            ReadOnlySpan<char> rest = Encoding.Latin1.GetString(content);
            while (PemEncoding.TryFind(rest, out PemFields fields))
            {
                if (rest[fields.Label] is "X509 CRL" or "CRL")
                {
                    found.Add(Decode(Convert.FromBase64String(rest[fields.Base64Data].ToString()), path));
                }

                rest = rest[fields.Location.End..];
            }

            return found.Count > 0 && rest.IndexOf("-----BEGIN ", StringComparison.Ordinal) < 0 ? found : throw Damaged(path, null);
        }
        catch (Exception damaged) when (damaged is AsnContentException or CryptographicException or FormatException or OverflowException)
        {
            throw Damaged(path, damaged);
        }
    }

    private static TrustStoreException Damaged(string path, Exception? cause) =>
        new($"{path} holds no revocation list that can be read in full; look at it: openssl crl -noout -text -in {Transport.ShellWord.Quote(path)}", cause);

    private static RevocationList Decode(byte[] der, string path)
    {
        AsnReader outer = new(der, AsnEncodingRules.DER);
        AsnReader list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        byte[] signed = list.PeekEncodedValue().ToArray();
        AsnReader body = list.ReadSequence();
        (string algorithm, byte[]? parameters) = ReadAlgorithm(list);
        byte[] signature = list.ReadBitString(out int unused);
        if (unused != 0 || list.HasData)
        {
            throw new AsnContentException();
        }

        if (body.PeekTag().HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.Integer)))
        {
            body.ReadInteger();
        }

        body.ReadSequence();
        byte[] issuer = body.ReadEncodedValue().ToArray();
        ReadTime(body);
        DateTimeOffset? next = body.HasData && IsTime(body.PeekTag()) ? ReadTime(body) : null;
        HashSet<BigInteger> serials = [];
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            AsnReader entries = body.ReadSequence();
            while (entries.HasData)
            {
                serials.Add(entries.ReadSequence().ReadInteger());
            }
        }

        if (body.HasData)
        {
            RefuseScope(body.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence());
        }

        return new RevocationList(signed, algorithm, parameters, signature, issuer, next, serials, path);
    }

    // A delta list, or one for a part of the certificates only, says nothing about the others (RFC 5280 §5.2: critical extensions not understood forbid its use).
    private static void RefuseScope(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
            {
                throw new CryptographicException($"critical extension {oid}");
            }
        }
    }

    private static (string Algorithm, byte[]? Parameters) ReadAlgorithm(AsnReader reader)
    {
        AsnReader algorithm = reader.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        return (oid, algorithm.HasData ? algorithm.ReadEncodedValue().ToArray() : null);
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
