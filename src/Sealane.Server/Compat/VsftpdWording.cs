using System.Collections.Frozen;
using System.Globalization;
using Sealane.Protocol;
using Sealane.Server.Commands;
using Sealane.Server.Options;
using Sealane.Server.Transfers;

namespace Sealane.Server.Compat;

/// <summary>
/// The words of vsftpd for whatever our verbs answer (<c>compat=vsftpd</c>). Verbs know nothing of it: their replies pass here on the way out,
/// and come out as vsftpd's, which are encoded already. Where a reply belongs to the server as a whole it is known by its identity, otherwise by its verb.
/// </summary>
internal static class VsftpdWording
{
    private static readonly FrozenDictionary<Reply, Reply> s_byIdentity = new Dictionary<Reply, Reply>(ReferenceEqualityComparer.Instance)
    {
        // What was refused in its words already.
        [VsftpdReplies.LoginFirst] = VsftpdReplies.LoginFirst,
        [VsftpdReplies.Denied] = VsftpdReplies.Denied,
        [VsftpdReplies.Unknown] = VsftpdReplies.Unknown,
        [VsftpdReplies.NoAsciiResume] = VsftpdReplies.NoAsciiResume,
        [SessionReplies.Malformed] = VsftpdReplies.Unknown,
        [SessionReplies.TooLong] = VsftpdReplies.TooLong,
        [SessionReplies.Foreign] = VsftpdReplies.Http,
        [Gatekeeper.Denied] = VsftpdReplies.Denied,
        [Gatekeeper.DataFirst] = VsftpdReplies.DataFirst,
        [Gatekeeper.DataTls] = VsftpdReplies.DataInClear,
        [Pasv.ExtendedOnly] = VsftpdReplies.Denied,
    }.ToFrozenDictionary(ReferenceEqualityComparer.Instance);

    // One failure has one text in vsftpd, whatever the cause.
    private static readonly FrozenDictionary<string, Reply> s_failures = new Dictionary<string, Reply>(StringComparer.Ordinal)
    {
        ["CWD"] = VsftpdReplies.Cwd,
        ["CDUP"] = VsftpdReplies.Cwd,
        ["RMD"] = VsftpdReplies.Rmd,
        ["DELE"] = VsftpdReplies.Dele,
        ["RNFR"] = VsftpdReplies.Rnfr,
        ["SIZE"] = VsftpdReplies.Size,
        ["RETR"] = VsftpdReplies.Retr,
        ["STOR"] = VsftpdReplies.Stor,
        ["APPE"] = VsftpdReplies.Stor,
        ["STOU"] = VsftpdReplies.Stor,
        ["TYPE"] = VsftpdReplies.Type,
        ["STRU"] = VsftpdReplies.Stru,
        ["MODE"] = VsftpdReplies.Mode,
        ["OPTS"] = VsftpdReplies.Opts,
        ["PORT"] = VsftpdReplies.BadPort,
        ["EPSV"] = VsftpdReplies.EpsvProtocol,
        ["AUTH"] = VsftpdReplies.UnknownAuth,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_beforeLogin = new[] { "USER", "PASS", "QUIT", "FEAT", "OPTS" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_tls = new[] { "AUTH", "PBSZ", "PROT" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>FEAT in vsftpd's order, then what we have beyond it: clients look for names, and those are true here.</summary>
    internal static IEnumerable<string> Features(IEnumerable<string> ours)
    {
        string[] theirs = ["AUTH TLS", "EPRT", "EPSV", "MDTM", "PASV", "PBSZ", "PROT", "REST STREAM", "SIZE", "TVFS"];
        HashSet<string> all = [.. ours];
        return [.. theirs.Where(all.Contains), .. all.Except(theirs).Order(StringComparer.Ordinal)];
    }

    /// <summary>A reply that no verb gave.</summary>
    internal static Reply Of(Reply reply) => s_byIdentity.GetValueOrDefault(reply, reply);

    /// <summary>The answer to a verb that we do not know.</summary>
    internal static Reply OfUnknown(Session session, Command command) =>
        session.State.Account is null ? VsftpdReplies.LoginFirst
        : !session.Options.Access.Admits(command.Verb.ToString()) ? VsftpdReplies.Denied
        : command.Verb.ToString() switch
        {
            "ACCT" => VsftpdReplies.Acct,
            "SMNT" => VsftpdReplies.Smnt,
            "REIN" => VsftpdReplies.Rein,
            _ => VsftpdReplies.Unknown,
        };

    /// <summary>The answer to a verb that vsftpd does not know at this point, before ours is asked; null for every other.</summary>
    internal static Reply? Refusal(Session session, VerbSpec spec, Command command)
    {
        bool tls = s_tls.Contains(spec.Name);
        if (session.State.Account is null)
        {
            return s_beforeLogin.Contains(spec.Name) || (tls && session.Options.Tls.Enabled && (spec.Name != "AUTH" || !session.IsSecure)) ? null : VsftpdReplies.LoginFirst;
        }

        // cmds_allowed is about names as they are sent; cmds_denied, as everywhere here, about both names of a verb.
        return !session.Options.Access.Admits(spec.Name) || !session.Options.Access.Admits(command.Verb.ToString()) ? VsftpdReplies.Denied
            : spec.Name is "AUTH" or "CCC" ? VsftpdReplies.Unknown
            : tls && !session.Options.Tls.Enabled ? VsftpdReplies.Denied
            : spec.Name == "RETR" && session is { HasDataPort: true, State: { Restart: > 0, Type: RepresentationType.Ascii } } ? VsftpdReplies.NoAsciiResume
            : null;
    }

    /// <summary>The answer of a verb, in vsftpd's words.</summary>
    internal static Reply Of(Session session, VerbSpec spec, Command command, Reply reply)
    {
        if (s_byIdentity.TryGetValue(reply, out Reply? known))
        {
            return known;
        }

        if (spec.Refused?.Invoke(session.Options) == reply)
        {
            return VsftpdReplies.Denied;
        }

        bool failed = reply.Code >= 400;
        switch (spec.Name)
        {
            case "USER":
                return OfUser(session, command, reply);
            case "PASS":
                return reply.Code == ReplyCode.Superfluous ? VsftpdReplies.AlreadyIn : reply;
            case "HELP":
                return VsftpdReplies.Help;
            case "STAT":
                return command.HasArgument ? reply : VsftpdStatus.Of(session);
            case "CWD":
                return command.HasArgument && !failed ? reply : VsftpdReplies.Cwd;
            case "ALLO":
                return VsftpdReplies.Allo;
            case "OPTS":
                return reply.Code == ReplyCode.Ok && command.Text.TrimEnd().Equals("UTF8", StringComparison.OrdinalIgnoreCase) ? VsftpdReplies.Opts : failed ? VsftpdReplies.Opts : reply;
            case "PBSZ":
                return session.IsSecure ? VsftpdReplies.Pbsz : VsftpdReplies.PbszNeedsTls;
            case "PROT":
                return !failed ? reply
                    : !session.IsSecure ? VsftpdReplies.ProtNeedsTls
                    : reply.Code == ReplyCode.ProtectionLevelNotServed ? VsftpdReplies.ProtUnsupported
                    : VsftpdReplies.ProtUnknown;
            case "PORT":
                return failed ? VsftpdReplies.BadPort : VsftpdReplies.Port;
            case "EPRT":
                return !failed ? reply
                    : reply == Eprt.Protocol || !command.HasArgument ? VsftpdReplies.EprtProtocol
                    : reply == Eprt.Malformed ? VsftpdReplies.BadEprt
                    : VsftpdReplies.IllegalEprt;
            case "RNTO":
                return !failed ? reply : reply.Code == ReplyCode.BadSequence ? VsftpdReplies.RnfrFirst : VsftpdReplies.Rnto;
            case "MKD":
                return failed || !session.TryResolve(command, out FtpPath made) ? VsftpdReplies.Mkd : Reply.OfPath(ReplyCode.PathName, "", made, " created");
            case "RETR":
                return VsftpdReplies.Retr;
            case "STOR" or "APPE":
                // An offset beyond the end is refused here, where vsftpd would leave a hole in the file.
                return reply.Code == ReplyCode.BadRestart ? reply : VsftpdReplies.Stor;
            case "MDTM":
                return OfTime(session, command, reply);
            case "SITE":
                return OfSite(session, command, reply);
            default:
                return failed ? s_failures.GetValueOrDefault(spec.Name, reply) : reply;
        }
    }

    /// <summary>The last words of a transfer, in vsftpd's.</summary>
    internal static Reply OfTransfer(Transfer transfer, TransferOutcome outcome, Reply reply)
    {
        bool receives = transfer is Upload;
        return outcome switch
        {
            TransferOutcome.Completed => reply,
            TransferOutcome.NotProven => VsftpdReplies.DataTlsNotReused,
            TransferOutcome.DataTlsFailed =>
                transfer.Options.Tls.SessionReuse == SessionReuse.Require ? VsftpdReplies.DataTlsNotReused : VsftpdReplies.DataTlsFailed,
            TransferOutcome.NoDataConnection => VsftpdReplies.NoData,
            TransferOutcome.Stalled => VsftpdReplies.Stalled,
            TransferOutcome.StorageFailed or TransferOutcome.ServerFailed => receives ? VsftpdReplies.WriteFailed : VsftpdReplies.ReadFailed,
            _ => receives ? VsftpdReplies.ReceiveBroke : VsftpdReplies.SendBroke,
        };
    }

    private static Reply OfUser(Session session, Command command, Reply reply)
    {
        if (session.State.Account is { } account)
        {
            bool anonymous = AnonymousOptions.IsName(account.Name);
            return (anonymous ? AnonymousOptions.IsName(command.Text) : command.Text == account.Name) ? VsftpdReplies.AnyPassword : anonymous ? VsftpdReplies.FromGuest : VsftpdReplies.OtherUser;
        }

        return reply == Gatekeeper.Argument ? VsftpdReplies.NeedPassword
            : reply != User.NeedsTls ? reply
            : session.Options.Anonymous is not null && AnonymousOptions.IsName(command.Text) ? VsftpdReplies.AnonymousNeedsTls : VsftpdReplies.NeedsTls;
    }

    private static Reply OfTime(Session session, Command command, Reply reply)
    {
        ReadOnlySpan<byte> argument = command.Argument.Span;
        int blank = argument.IndexOf((byte)' ');
        bool sets = session.Options.Access is { MdtmWrite: true, Write: true } && blank >= 14 && FtpTimestamp.TryParse(argument[..blank], out _);
        return reply.Code >= 400 ? (sets ? VsftpdReplies.MdtmNotSet : VsftpdReplies.Mdtm)
            : sets && reply.Wire.Span.StartsWith("213 Modify="u8) ? VsftpdReplies.MdtmSet
            : reply;
    }

    private static Reply OfSite(Session session, Command command, Reply reply)
    {
        string[] words = command.Text.Split(' ', 3);
        bool chmod = session.Options.Access is { Chmod: true, Write: true };
        return words[0].ToUpperInvariant() switch
        {
            "HELP" => chmod ? VsftpdReplies.SiteHelp : VsftpdReplies.SiteHelpWithoutChmod,
            "CHMOD" when !chmod => VsftpdReplies.UnknownSite,
            "CHMOD" when words.Length < 3 => VsftpdReplies.ChmodArguments,
            "CHMOD" => reply.Code >= 400 ? VsftpdReplies.ChmodFailed : reply,
            "UMASK" => reply,
            _ => VsftpdReplies.UnknownSite,
        };
    }
}
