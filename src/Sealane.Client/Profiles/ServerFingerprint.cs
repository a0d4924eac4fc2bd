using Sealane.Protocol;

namespace Sealane.Client.Profiles;

/// <summary>Recognises server programs by greeting and features. Administrators change greetings, so features that only one program writes count as well.</summary>
public static class ServerFingerprint
{
    private static readonly (string Words, ServerKind Kind)[] s_greetings =
    [
        ("Sealane", ServerKind.Sealane),
        ("vsFTPd", ServerKind.Vsftpd),
        ("ProFTPD", ServerKind.ProFtpd),
        ("Pure-FTPd", ServerKind.PureFtpd),
        ("FileZilla Server", ServerKind.FileZilla),
        ("pyftpdlib", ServerKind.PyFtpdlib),
        ("Microsoft FTP Service", ServerKind.Iis),
    ];

    /// <summary>By the greeting; <see cref="ServerKind.Unknown"/> if it gives nothing away.</summary>
    public static ServerKind OfGreeting(ServerReply greeting)
    {
        string text = string.Join('\n', greeting.Lines.Select(line => PrintableText.Escape(line.Span)));
        foreach ((string words, ServerKind kind) in s_greetings)
        {
            if (text.Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return ServerKind.Unknown;
    }

    // vsftpd has no MLST, and its list is the same in every version since 2.0: nothing but these, in alphabetical order.
    internal static ServerKind OfFeatures(IReadOnlyList<Feature> features)
    {
        string[] vsftpd = ["EPRT", "EPSV", "MDTM", "PASV", "REST", "SIZE", "TVFS"];
        var names = features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        return vsftpd.All(names.Contains) && !names.Contains("MLST") && !names.Contains("CLNT") && names.IsSubsetOf([.. vsftpd, "AUTH", "PBSZ", "PROT", "UTF8"])
            ? ServerKind.Vsftpd
            : ServerKind.Unknown;
    }
}
