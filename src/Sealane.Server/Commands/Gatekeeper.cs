using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Commands;

/// <summary>The checks that every verb passes before it runs, from its declaration alone.</summary>
internal static class Gatekeeper
{
    private static readonly Reply s_login = Reply.Of(ReplyCode.NotLoggedIn, "Please login with USER and PASS.");
    private static readonly Reply s_argument = Reply.Of(ReplyCode.BadArgument, "An argument is missing.");
    private static readonly Reply s_denied = Reply.Of(ReplyCode.FileUnavailable, "Permission denied.");
    private static readonly Reply s_dataFirst = Reply.Of(ReplyCode.CannotOpenData, "Use EPSV, PASV, EPRT or PORT first.");
    private static readonly Reply s_dataTls = Reply.Of(ReplyCode.NetworkProtocolOrTls, "TLS is required on data connections: send PBSZ 0 and PROT P first.");

    /// <summary>Why the verb may not run now; null when it may.</summary>
    internal static Reply? Refusal(Session session, VerbSpec spec, Command command)
    {
        bool loggedIn = session.State.Account is not null;
        if (spec.Gates.HasFlag(Gate.Login) && !loggedIn)
        {
            return s_login;
        }

        if (loggedIn && !Admitted(session.Options.Access, spec.Name, command.Verb.ToString()))
        {
            return s_denied;
        }

        if (spec.Refused?.Invoke(session.Options) is { } refused)
        {
            return refused;
        }

        if (spec.Gates.HasFlag(Gate.Argument) && !command.HasArgument)
        {
            return s_argument;
        }

        if ((spec.Gates.HasFlag(Gate.Writes) && !session.Options.Access.Write) || (spec.Permission != Permissions.None && !session.Allows(spec.Permission)))
        {
            return s_denied;
        }

        if (!spec.Gates.HasFlag(Gate.Data))
        {
            return null;
        }

        if (session.State.Protection != ProtectionLevel.Private && NeedsDataTls(session))
        {
            return s_dataTls;
        }

        return session.HasDataPort ? null : s_dataFirst;
    }

    /// <summary>Whether data connections must be protected: those of anonymous users follow a rule of their own. While nobody is logged in it is said only of what holds for everybody.</summary>
    internal static bool NeedsDataTls(Session session)
    {
        bool anonymous = session.Options.Anonymous?.ForceData ?? true;
        return session.State.Account switch
        {
            null => session.Options.Tls.ForceData && anonymous,
            { Kind: AccountKind.Anonymous } => anonymous,
            _ => session.Options.Tls.ForceData,
        };
    }

    // Both names of a verb that has two count: denying MKD denies XMKD with it, and denying XMKD alone is possible.
    private static bool Admitted(Options.AccessOptions access, string name, string asSent) =>
        access.Admits(name) && (asSent == name || !access.VerbsDenied.Contains(asSent));
}
