using System.Text.RegularExpressions;
using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>Which commands may be used on a link: what <see cref="CommandUse"/> says, and what the server says of itself.</summary>
internal static class CommandChoice
{
    /// <summary>Whether MDTM may be asked for.</summary>
    internal static bool Mdtm(ControlLink link) => IsListed(link, "MDTM");

    /// <summary>Whether REST may be said; RFC 3659 §5.1 lists it as <c>REST STREAM</c>.</summary>
    internal static bool Rest(ControlLink link) => IsListed(link, "REST");

    /// <summary>Whether an upload may begin in the middle by REST; if not, it is appended.</summary>
    internal static bool RestBeforeStor(ControlLink link) => link.Options.Commands.RestStor && Rest(link);

    /// <summary>Whether PRET comes before a data port is agreed on.</summary>
    internal static bool Pret(ControlLink link) => link.Options.Commands.Pret ?? link.Server.Has("PRET");

    // A server that has no FEAT, or was not asked, has listed nothing and denied nothing.
    private static bool IsListed(ControlLink link, string feature) =>
        !link.Options.Commands.TrustFeat || link.Server.Features.Count == 0 || link.Server.Has(feature);

    /// <summary>Whether a pattern of the user's is in any line of a reply. One that takes too long is in none.</summary>
    internal static bool IsIn(Regex? pattern, ServerReply reply)
    {
        try
        {
            return pattern is not null && reply.Lines.Any(line => pattern.IsMatch(System.Text.Encoding.UTF8.GetString(line.Span)));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
