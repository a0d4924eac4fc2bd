namespace Sealane.Client.Trust;

/// <summary>What a user sees before vouching for a server. The lines are safe to print: everything that the server chose is escaped.</summary>
public static class TrustScreen
{
    /// <summary>How the question ends, before the cursor.</summary>
    public const string Prompt = "Trust it? [o]nce, [a]lways, [N]o: ";

    /// <summary>The lines above the question.</summary>
    public static IReadOnlyList<string> Lines(UnknownServer server)
    {
        List<string> lines = [$"{CertificateFacts.Escaped(server.Identity.Address)} is not known here: {server.Reason}."];
        if (server.Identity.Leaf is { } leaf)
        {
            lines.Add("");
            lines.Add($"  names        {(leaf.Names.Count > 0 ? string.Join(", ", leaf.Names) : leaf.CommonName.Length > 0 ? $"none (only a common name, {leaf.CommonName})" : "none")}");
            lines.Add($"  valid        {ChainFaults.Date(leaf.NotBefore)} to {ChainFaults.Date(leaf.NotAfter)}");
            lines.Add($"  issuer       {(leaf.IsSelfSigned ? "itself" : leaf.Issuer)}");
            lines.Add($"  key          {leaf.Key}");
            lines.Add($"  SHA-256      {leaf.Sha256}");
            lines.Add($"  public key   {leaf.SpkiSha256}");
            lines.Add("");
        }

        lines.Add("Compare a fingerprint with whoever runs the server (there: ftpsd cert show). If they differ, somebody is in between.");
        if (server.PinsAuthority)
        {
            lines.Add("\"Always\" notes the server's key and its authority for this host and port, so that renewals pass.");
        }

        return lines;
    }

    /// <summary>What the user typed; anything that is not clearly a yes is a no.</summary>
    /// <param name="line">The line, or null at the end of input.</param>
    public static TrustAnswer Parse(string? line) => line?.Trim().ToUpperInvariant() switch
    {
        "O" or "ONCE" => TrustAnswer.Once,
        "A" or "ALWAYS" => TrustAnswer.Always,
        _ => TrustAnswer.No,
    };
}
