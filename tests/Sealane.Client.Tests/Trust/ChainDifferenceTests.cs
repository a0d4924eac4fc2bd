using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

/// <summary>Random chains, whole and broken, judged by ours and by .NET's own chain builder: never a different answer to "may this server be trusted?".</summary>
public sealed class ChainDifferenceTests
{
    private const int Chains = 300;
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ours_and_the_platforms_judge_alike()
    {
        int seed = Random.Shared.Next(), trusted = 0, refused = 0;
        Random random = new(seed);
        using ECDsa one = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        for (int i = 0; i < Chains; i++)
        {
            List<Issued> links = Make(random, one, other);
            try
            {
                // The server sends some of them in some order; some are trusted here.
                Issued[] sent = [links[0], .. links.Skip(1).Where(_ => random.Next(8) > 0).OrderBy(_ => random.Next(4) == 0 ? random.Next() : 0)];
                X509Certificate2[] authorities = [.. links.Where((_, place) => random.Next(place == links.Count - 1 ? 2 : 6) == 0).Select(link => link.Certificate)];
                using PresentedChain presented = PresentedChain.TryParse([.. sent.Select(link => link.Der)])!;
                using ChainOutcome outcome = new ChainCheck(s_now).Against(presented, authorities);
                bool expected = IsGoodToThePlatform(presented, authorities);
                Assert.True(expected == outcome.IsGood, $"seed {seed}, chain {i}: the platform says {expected}, ours {outcome.IsAnchored} {outcome.Fault?.Sentence}; {links.Count} links, {sent.Length} sent, {authorities.Length} trusted");
                (trusted, refused) = expected ? (trusted + 1, refused) : (trusted, refused + 1);
            }
            finally
            {
                links.ForEach(link => link.Dispose());
            }
        }

        Assert.True(trusted > 20 && refused > 20, $"{trusted} trusted and {refused} refused say little");
    }

    private static List<Issued> Make(Random random, ECDsa one, ECDsa other)
    {
        List<Issued> links = [];
        Issued? issuer = null;
        for (int above = random.Next(4); above > 0; above--)
        {
            // Now and then an authority that may not sign, or whose names are limited.
            issuer = Issued.Authority($"A{above}", s_now, issuer, Copy(random.Next(3) == 0 ? other : one), random.Next(8) switch { 0 => "example", 1 => "elsewhere", _ => null }, random.Next(10) > 0);
            links.Insert(0, issuer);
        }

        (int From, int To) valid = random.Next(12) switch { 0 => (5, 50), 1 => (-30, -1), _ => (-30, 50) };
        links.Insert(0, Issued.Server(s_now, issuer, ["ftp.example"], Copy(one), random.Next(8) == 0 ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1",
            valid.From, valid.To, random.Next(10) == 0 ? other : null));
        return links;
    }

    // Each owner disposes its own.
    private static ECDsa Copy(ECDsa key) => ECDsa.Create(key.ExportParameters(includePrivateParameters: true));

    // The platform insists on a self-signed end. The anchor is the first certificate that was named as an authority, and what stands above an anchor has no say (RFC 5280 §6.1.1): the chain is built once more without it.
    private static bool IsGoodToThePlatform(PresentedChain presented, X509Certificate2[] authorities)
    {
        List<X509ChainElement> elements = Build(presented.Leaf, presented.Certificates.Skip(1), authorities);
        int end = elements.FindIndex(element => authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
        if (end < 0)
        {
            return false;
        }

        X509Certificate2[] upToEnd = [.. elements.Take(end + 1).Select(element => element.Certificate)];
        return Build(presented.Leaf, upToEnd.Skip(1), [upToEnd[^1]]).Select((element, place) => IsGood(element, place == end)).All(good => good);
    }

    private static List<X509ChainElement> Build(X509Certificate2 leaf, IEnumerable<X509Certificate2> between, X509Certificate2[] authorities)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = s_now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.ExtraStore.AddRange(between.ToArray());
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.Build(leaf);
        return [.. chain.ChainElements];
    }

    private static bool IsGood(X509ChainElement element, bool isEnd)
    {
        X509ChainStatusFlags flags = element.ChainElementStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        flags &= isEnd ? ~(X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain) : ~X509ChainStatusFlags.NoError;
        return flags == 0 && s_now >= element.Certificate.NotBefore.ToUniversalTime() && s_now < element.Certificate.NotAfter.ToUniversalTime();
    }
}
