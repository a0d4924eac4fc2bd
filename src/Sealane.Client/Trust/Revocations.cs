using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>The revocation lists that were asked for. They are read anew whenever the files change: a list that is current today is not so tomorrow.</summary>
/// <param name="paths">Their files.</param>
internal sealed class Revocations(IReadOnlyList<string> paths)
{
    private readonly Lock _lock = new();
    private (string Stamp, IReadOnlyList<RevocationList> Lists) _read = ("", []);

    /// <summary>Whether a certificate of the path was withdrawn by the one above it; null when not. An issuer without a list withdraws nothing.</summary>
    /// <param name="path">Leaf first, each followed by its issuer.</param>
    /// <param name="now">The time to judge the lists by.</param>
    /// <exception cref="TrustStoreException">A list cannot be read.</exception>
    public TrustFault? Check(IReadOnlyList<X509Certificate2> path, DateTimeOffset now)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        IReadOnlyList<RevocationList> lists = Read();
        for (int i = 0; i + 1 < path.Count; i++)
        {
            X509Certificate2 certificate = path[i], issuer = path[i + 1];
            RevocationList[] own = [.. lists.Where(list => list.Issuer.AsSpan().SequenceEqual(issuer.SubjectName.RawData))];
            RevocationList[] signed = [.. own.Where(list => list.IsSignedBy(issuer))];
            if (signed.Any(list => list.Holds(certificate)))
            {
                return new TrustFault(TrustProblem.Revoked, $"{ChainFaults.Link(certificate, i)} was revoked by its issuer \"{CertificateFacts.Escaped(issuer.Subject)}\"");
            }

            if (own.Length > 0 && signed.Length == 0)
            {
                return new TrustFault(TrustProblem.RevocationUnknown, $"the revocation list {own[0].Path} is not signed by \"{CertificateFacts.Escaped(issuer.Subject)}\", whose list it says it is");
            }

            if (signed.Length > 0 && signed.All(list => list.Next < now))
            {
                return new TrustFault(TrustProblem.RevocationUnknown, $"the revocation list {signed[0].Path} is out of date: a newer one was due on {ChainFaults.Date(signed[0].Next!.Value)}");
            }
        }

        return null;
    }

    private IReadOnlyList<RevocationList> Read()
    {
        lock (_lock)
        {
            string stamp = string.Join('\n', paths.Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}"));
            if (_read.Stamp != stamp)
            {
                _read = (stamp, [.. paths.SelectMany(path => RevocationList.Parse(
                    TrustFile.Read(path, mustBeOwn: false) ?? throw new TrustStoreException($"there is no revocation list {path}"), path))]);
            }

            return _read.Lists;
        }
    }
}
