using System.Globalization;
using Sealane.Transport;

namespace Sealane.Client.Trust;

/// <summary>The words of a refusal: what is wrong, whether it is dangerous, which command fixes it.</summary>
internal static class Refusals
{
    public static TrustVerdict Malformed(ServerIdentity server) => Make(server, null, TrustProblem.Malformed,
        server.Chain.Count == 0 ? "the server presented no certificate" : "what the server presented is not a chain of certificates that can be read",
        "Dangerous: nothing shows who is at the other end.",
        "Look at what it sends: openssl s_client -starttls ftp -showcerts -connect " + ShellWord.Quote(server.Address));

    public static TrustVerdict CannotJudge(ServerIdentity server, PresentedChain? chain, string cause) => Make(server, chain, TrustProblem.CannotJudge,
        "cannot tell whether this server is trustworthy: " + cause,
        "Nothing is known against the server; it is not trusted before this is mended.", null);

    public static TrustVerdict Broken(ServerIdentity server, PresentedChain chain) => Make(server, chain, TrustProblem.WeakKey,
        $"the server's key ({chain.Facts.Key}) is so short that others can compute it",
        "Dangerous: whoever has computed it can pretend to be this server, so it cannot be pinned either.",
        "The server needs a new key and certificate. There, if it runs ftpsd: ftpsd cert create --force");

    public static TrustVerdict RevokedHere(ServerIdentity server, PresentedChain chain, string file) => Make(server, chain, TrustProblem.Revoked,
        $"this server uses a key that a @revoked line of {file} forbids",
        "Dangerous: you, or whoever keeps that file, said that the key is in the wrong hands.",
        $"If that line is a mistake, delete it: it is in {ShellWord.Quote(file)}");

    public static TrustVerdict Changed(ServerIdentity server, PresentedChain chain, KnownServer known, string file)
    {
        string addition = known.Pins.Count == 0 ? $"its line in {file} cannot be understood, so nothing fits it" : "known: " + string.Join("\n         ", known.Pins);
        string remark = known.Comment.Length > 0 ? $"  ({known.Comment})" : "";
        string address = CommandAddress(server);
        return Make(server, chain, TrustProblem.ChangedKey,
            $"""
            THE KEY OF {CertificateFacts.Escaped(server.Address)} HAS CHANGED
              {addition}{remark}
              now:   spki-sha256:{chain.LeafSpki}
                     leaf-sha256:{chain.Facts.Sha256}
              issuer {chain.Facts.Issuer}
            """,
            "Dangerous: somebody may be between you and the server, or the server was set up anew. Nothing was sent. Ask whoever runs it, on another way than this connection, for its fingerprint.",
            $"Only if it is the one above after \"now\": ftps trust remove {address} && {AddCommand(server, chain)}");
    }

    public static TrustVerdict NotPinned(ServerIdentity server, PresentedChain chain, IEnumerable<CertificatePin> pins) => Make(server, chain, TrustProblem.ChangedKey,
        $"""
        the certificate fits none of the pins given for this server
          pinned: {string.Join("\n          ", pins)}
          now:    spki-sha256:{chain.LeafSpki}
                  leaf-sha256:{chain.Facts.Sha256}
        """,
        "Dangerous: it is not the server that the pin was made for, or that server has a new key. Nothing was sent.",
        $"If whoever runs it confirms the new key, pin that: --pin sha256:{chain.LeafSpki}");

    public static TrustVerdict Declined(ServerIdentity server, PresentedChain chain) => Make(server, chain, TrustProblem.Declined,
        "you did not trust the certificate", "Nothing was sent.", $"To trust it later without a question: {AddCommand(server, chain)}");

    /// <summary>A refusal for a fault of the chain or the name.</summary>
    public static TrustVerdict For(ServerIdentity server, PresentedChain chain, TrustFault fault, IReadOnlyList<string> notes)
    {
        string add = AddCommand(server, chain);
        (string danger, string fix) = fault.Problem switch
        {
            TrustProblem.SelfSigned or TrustProblem.UnknownAuthority => (
                "Dangerous until you have compared the fingerprint with whoever runs the server: anybody can make such a certificate.",
                $"If it is the right one: {add}\n  or, with the authority's certificate in a file: set ssl:ca-file \"ca.pem\""
                    + (NamesNobody(chain) ? $"\n  {NewCertificate(server)}" : "")),
            TrustProblem.NameMismatch => (
                "Dangerous: a certificate for one host proves nothing about another.",
                NamesNobody(chain)
                    ? $"{NewCertificate(server)}\n  or, if you have compared the fingerprint: {add}"
                    : $"Use one of the names it has, or, if you have compared the fingerprint: {add}"),
            TrustProblem.Expired => (
                "Less dangerous than it looks if it ended lately, but an ended certificate is no longer watched over by its issuer.",
                $"Whoever runs the server renews it (ftpsd does so by itself: ftpsd cert create --force). Until then, if you have compared the fingerprint: {add}"),
            TrustProblem.NotYetValid => (
                "Mostly a wrong clock, here or there.",
                $"Look at this machine's clock: date -u. If it is right and you have compared the fingerprint: {add}"),
            TrustProblem.Revoked => (
                "Dangerous: the issuer says that the key is in the wrong hands, or that the certificate was a mistake.",
                "The server needs a new certificate; there is no way around it here but the revocation list itself."),
            TrustProblem.RevocationUnknown => (
                "Unclear: the certificate may have been withdrawn.",
                "Fetch the issuer's current list into that file, or go without: set ssl:crl-file \"\""),
            TrustProblem.WeakKey => (
                "Dangerous: such a certificate can be forged with enough effort.",
                $"The server needs a new certificate (ftpsd cert create --force). Until then, if you have compared the fingerprint: {add}"),
            TrustProblem.BadUsage => (
                "Dangerous: it was issued for something else, or by somebody who may not.",
                $"The server needs a certificate for servers (ftpsd cert create --force). Until then, if you have compared the fingerprint: {add}"),
            _ => (
                "Dangerous: the certificates do not belong together, as if somebody had changed one.",
                $"The server must send its own certificate and those of its issuers, unchanged. If you have compared the fingerprint: {add}"),
        };
        string sentence = notes.Count == 0 ? fault.Sentence : $"{fault.Sentence}; {string.Join("; ", notes)}";
        return Make(server, chain, fault.Problem, sentence, danger, fix);
    }

    /// <summary>The fault of a certificate that does not name the host.</summary>
    public static TrustFault NameFault(ServerIdentity server, PresentedChain chain)
    {
        string host = CertificateFacts.Escaped(HostAddress.Normalize(server.Host));
        if (chain.Facts.Names.Count > 0)
        {
            string more = chain.Facts.Names.Count > 8 ? $" and {chain.Facts.Names.Count - 8} more" : "";
            return new TrustFault(TrustProblem.NameMismatch, $"the certificate is for {string.Join(", ", chain.Facts.Names.Take(8))}{more}, and not for {host}");
        }

        return new TrustFault(TrustProblem.NameMismatch, chain.Facts.CommonName.Length > 0
            ? $"the certificate names no host, so it is not for {host}: a common name (CN={chain.Facts.CommonName}) does not count, only subject alternative names do"
            : $"the certificate names no host, so it is not for {host}");
    }

    /// <summary>What else is wrong with a certificate that is unknown anyway: who vouches for it should know.</summary>
    public static IEnumerable<string> FurtherNotes(Inquiry inquiry)
    {
        if (inquiry.Chain.Facts.NotAfter <= inquiry.Now)
        {
            yield return $"it has also expired on {ChainFaults.Date(inquiry.Chain.Facts.NotAfter)}";
        }

        if (!inquiry.HasName)
        {
            yield return NameFault(inquiry.Identity, inquiry.Chain).Sentence;
        }
    }

    public static string AddCommand(ServerIdentity server, PresentedChain chain) => $"ftps trust add {CommandAddress(server)} --pin sha256:{chain.LeafSpki}";

    // As made by "openssl req" with nothing but a common name: no client of today takes it for any host.
    private static bool NamesNobody(PresentedChain chain) => chain.Names.Dns.Count + chain.Names.Addresses.Count == 0;

    private static string NewCertificate(ServerIdentity server) =>
        $"A certificate with the name in its place, made where the server runs: ftpsd cert create --force --name {CertificateFacts.Escaped(ShellWord.Quote(HostAddress.Normalize(server.Host)))}";

    private static string CommandAddress(ServerIdentity server)
    {
        string host = HostAddress.Normalize(server.Host);
        return CertificateFacts.Escaped(ShellWord.Quote(server.Port == HostAddress.StandardPort ? host : HostAddress.Join(host, server.Port)));
    }

    private static TrustVerdict Make(ServerIdentity server, PresentedChain? chain, TrustProblem problem, string sentence, string danger, string? fix)
    {
        string message = $"{CertificateFacts.Escaped(server.Address)}: {sentence}.\n  {danger}{(fix is null ? "" : "\n  " + fix)}";
        string what = problem switch
        {
            TrustProblem.Expired => "Expired",
            TrustProblem.NotYetValid => "Not yet activated",
            TrustProblem.Revoked => "Revoked",
            TrustProblem.NameMismatch => string.Create(CultureInfo.InvariantCulture, $"certificate common name doesn't match requested host name `{CertificateFacts.Escaped(HostAddress.Normalize(server.Host))}'"),
            _ => "Not trusted",
        };
        return TrustVerdict.Refused(problem, message, $"Certificate verification: {what}{(chain is null ? "" : $" ({chain.Facts.Sha256})")}");
    }
}
