using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Transport.Tls;

/// <summary>
/// The certificates that Sealane makes itself, in a directory of its own: <c>ca.pem</c>, <c>ca.key</c>, <c>server.pem</c> (server certificate, then the authority)
/// and <c>server.key</c>. Certificates that somebody else put there are used and never replaced.
/// <para>
/// Every file appears whole (written beside its place, then renamed). Of the server's pair the certificate is renamed first: a reader in between finds a key that
/// does not match, which <see cref="CertificateFile.Load"/> refuses; it keeps what it has and comes again. A crash in between leaves the same state, and the next
/// <see cref="EnsureLeaf"/> makes a new pair. Of the authority the key is renamed first: a crash in between leaves a key for which the certificate is made next time.
/// </para>
/// </summary>
/// <param name="directory">Made (0755) when missing; the keys in it have mode 0600.</param>
/// <param name="clock">Where time comes from.</param>
public sealed class LocalCertificates(string directory, TimeProvider clock)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The authority's certificate: what clients are given to trust.</summary>
    public string AuthorityPath { get; } = Path.Combine(directory, "ca.pem");

    /// <summary>The authority's private key.</summary>
    public string AuthorityKeyPath { get; } = Path.Combine(directory, "ca.key");

    /// <summary>The server's certificate with its chain.</summary>
    public string CertificatePath { get; } = Path.Combine(directory, "server.pem");

    /// <summary>The server's private key.</summary>
    public string KeyPath { get; } = Path.Combine(directory, "server.key");

    /// <summary>Makes the authority if there is none.</summary>
    /// <returns>True when it was made.</returns>
    /// <exception cref="CertificateException">The directory cannot be written, or what is in it cannot be used.</exception>
    public bool EnsureAuthority()
    {
        using FileStream guard = Lock();
        return MakeAuthority();
    }

    /// <summary>Makes the server certificate if there is none, under the local authority (made as well if need be); otherwise as <see cref="RenewIfDue"/>.</summary>
    /// <param name="names">Names it must carry.</param>
    /// <exception cref="CertificateException">The directory cannot be written, or what is in it cannot be used.</exception>
    public CertificateRenewal EnsureLeaf(IReadOnlyList<string> names)
    {
        using FileStream guard = Lock();
        if (File.Exists(CertificatePath))
        {
            return Renew(names);
        }

        return File.Exists(KeyPath)
            ? throw new CertificateException($"{KeyPath} is there without {CertificatePath}; put its certificate there, or make a new pair: ftpsd cert create --force")
            : Issue(new CertificateTerms { Names = names }, "there was none");
    }

    /// <summary>
    /// Makes a new server certificate when less than a third of the present one's life is left, a name is missing from it, its authority was replaced, or its key is
    /// lost. The new one has the old one's names, lifetime and kind of key besides. One that Sealane did not make is left alone.
    /// </summary>
    /// <param name="names">Names it must carry; those it has already need not be repeated.</param>
    /// <exception cref="CertificateException">The directory cannot be written, or what is in it cannot be used.</exception>
    public CertificateRenewal RenewIfDue(IReadOnlyList<string> names)
    {
        using FileStream guard = Lock();
        return Renew(names);
    }

    /// <summary>Makes a new server certificate in place of whatever is there.</summary>
    /// <param name="terms">What it says.</param>
    /// <param name="selfSigned">Its own issuer instead of the local authority's.</param>
    /// <exception cref="CertificateException">A name is none, the directory cannot be written, or the authority in it cannot be used.</exception>
    public CertificateRenewal Replace(CertificateTerms terms, bool selfSigned)
    {
        using FileStream guard = Lock();
        return selfSigned ? Save(CertificateFactory.CreateSelfSigned(terms, clock.GetUtcNow()), null, "asked for") : Issue(terms, "asked for");
    }

    private CertificateRenewal Renew(IReadOnlyList<string> names)
    {
        DateTimeOffset now = clock.GetUtcNow();
        using CertificateFile present = CertificateFile.LoadPublic(CertificatePath, now);
        if (!IsOurs(present.Leaf))
        {
            return new CertificateRenewal(false, "it was not made here: whoever issued it renews it", present.NotAfter);
        }

        bool selfSigned = present.Leaf.SubjectName.RawData.AsSpan().SequenceEqual(present.Leaf.IssuerName.RawData);
        string[] missing = [.. names.Select(CertificateNames.Normalize).Except(present.Names, StringComparer.Ordinal)];
        TimeSpan life = present.NotAfter - present.NotBefore;
        using CertificateFile? pair = LoadPair(now);
        string? reason =
            pair is null ? "its key is lost"
            : present.NotAfter - now < life / 3 ? $"it ends on {present.NotAfter:yyyy-MM-dd}"
            : missing.Length > 0 ? $"it did not name {string.Join(", ", missing)}"
            : !selfSigned && !IsUnderAuthority(present.Leaf, now) ? "its authority was replaced"
            : null;
        if (reason is null)
        {
            return new CertificateRenewal(false, "it is in order", present.NotAfter);
        }

        // The lifetime asked for, without the hour by which certificates are dated back.
        CertificateTerms terms = new()
        {
            Names = [.. present.Names, .. missing],
            Lifetime = life > TimeSpan.FromHours(2) ? life - TimeSpan.FromHours(1) : life,
            Rsa = present.Leaf.PublicKey.Oid.Value == "1.2.840.113549.1.1.1",
        };
        if (!selfSigned)
        {
            return Issue(terms, reason);
        }

        CertificateAndKey renewed = pair is null
            ? CertificateFactory.CreateSelfSigned(terms, now)
            : CertificateFactory.CreateSelfSigned(terms, now, CertificateFile.LoadKey(KeyPath));
        return Save(renewed, null, reason);
    }

    private CertificateFile? LoadPair(DateTimeOffset now)
    {
        try
        {
            return CertificateFile.Load(CertificatePath, KeyPath, now);
        }
        catch (CertificateException)
        {
            // No key, or another one: what a crash between two renames leaves behind. The certificate is ours, so a new pair replaces nothing of value.
            return null;
        }
    }

    private bool IsUnderAuthority(X509Certificate2 leaf, DateTimeOffset now)
    {
        if (!File.Exists(AuthorityPath))
        {
            return false;
        }

        using CertificateFile authority = CertificateFile.LoadPublic(AuthorityPath, now);
        return CertificateFile.IsIssuer(authority.Leaf, leaf);
    }

    private static bool IsOurs(X509Certificate2 leaf) => HasOurMark(leaf.SubjectName) && HasOurMark(leaf.IssuerName);

    private static bool HasOurMark(X500DistinguishedName name) => name.EnumerateRelativeDistinguishedNames()
        .Any(part => part.GetSingleElementType().Value == "2.5.4.10" && part.GetSingleElementValue() == CertificateFactory.Organization);

    private CertificateRenewal Issue(CertificateTerms terms, string reason)
    {
        MakeAuthority();
        DateTimeOffset now = clock.GetUtcNow();
        if (!File.Exists(AuthorityKeyPath))
        {
            throw new CertificateException($"{AuthorityKeyPath} is missing, so {AuthorityPath} can sign nothing; put the key back, or start a new authority that clients must be told of: mv {AuthorityPath} {AuthorityPath}.old && ftpsd cert ca");
        }

        using CertificateFile stored = CertificateFile.Load(AuthorityPath, AuthorityKeyPath, now);
        using CertificateAndKey authority = new(X509CertificateLoader.LoadCertificate(stored.Leaf.RawData), CertificateFile.LoadKey(AuthorityKeyPath));
        return Save(CertificateFactory.CreateLeaf(authority, terms, now), authority, reason);
    }

    private CertificateRenewal Save(CertificateAndKey leaf, CertificateAndKey? authority, string reason)
    {
        using (leaf)
        {
            Write((CertificatePath, leaf.CertificatePem + authority?.CertificatePem, Readable), (KeyPath, leaf.PrivateKeyPem, Private));
            return new CertificateRenewal(true, reason, new DateTimeOffset(leaf.Certificate.NotAfter.ToUniversalTime()));
        }
    }

    private bool MakeAuthority()
    {
        if (File.Exists(AuthorityPath))
        {
            return false;
        }

        DateTimeOffset now = clock.GetUtcNow();
        using CertificateAndKey authority = File.Exists(AuthorityKeyPath)
            ? CertificateFactory.CreateAuthority(Dns.GetHostName(), now, CertificateFile.LoadKey(AuthorityKeyPath))
            : CertificateFactory.CreateAuthority(Dns.GetHostName(), now);
        Write((AuthorityKeyPath, authority.PrivateKeyPem, Private), (AuthorityPath, authority.CertificatePem, Readable));
        return true;
    }

    // All contents first, then the renames in the order given: a full disk changes nothing.
    private static void Write(params ReadOnlySpan<(string Path, string Content, UnixFileMode Mode)> files)
    {
        string suffix = ".new-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        try
        {
            foreach ((string path, string content, UnixFileMode mode) in files)
            {
                FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = mode;
                }

                using FileStream stream = new(path + suffix, options);
                stream.Write(System.Text.Encoding.ASCII.GetBytes(content));
                stream.Flush(flushToDisk: true);
            }

            foreach ((string path, _, _) in files)
            {
                File.Move(path + suffix, path, overwrite: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            foreach ((string path, _, _) in files)
            {
                File.Delete(path + suffix);
            }

            throw NotWritable(files[0].Path, failure);
        }
    }

    // The daemon renews while somebody types "ftpsd cert create": two pairs must not be mixed up.
    private FileStream Lock()
    {
        string path = Path.Combine(directory, ".lock");
        try
        {
            Directory.CreateDirectory(directory);
            FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = Private;
            }

            return new FileStream(path, options);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new CertificateException($"another ftpsd is making certificates in {directory} at this moment; try again", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, failure);
        }
    }

    private static CertificateException NotWritable(string path, Exception failure) =>
        new($"cannot write {path} as user {Environment.UserName}: {failure.Message.ReplaceLineEndings(" ")}; see: ls -ld {Path.GetDirectoryName(path)}", failure);
}
