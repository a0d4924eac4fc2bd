using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>USER: who wants to log in (RFC 959 §4.1.1). Says nothing about whether the account exists.</summary>
internal sealed class User : IVerb
{
    private static readonly Reply s_password = Reply.Of(ReplyCode.NeedPassword, "Please specify the password.");
    private static readonly Reply s_already = Reply.Of(ReplyCode.NotLoggedIn, "Already logged in: end this session to change the user.");
    private static readonly Reply s_needsTls = Reply.Of(ReplyCode.NotLoggedIn, "TLS is required to log in: send AUTH TLS first.");

    // vsftpd's words, and as there the session ends with them.
    private static readonly Reply s_vsftpdNeedsTls = Reply.Of(ReplyCode.NotLoggedIn, "Non-anonymous sessions must use encryption.");

    public static VerbSpec Spec { get; } = new("USER", "<name>") { Gates = Gate.Argument };

    // vsftpd's words; it, too, says them here, where the name alone decides.
    private static readonly Reply s_unwanted = Reply.Of(ReplyCode.NotLoggedIn, "Permission denied.");
    private static readonly Reply s_unavailable = Reply.Of(ReplyCode.ServiceClosing, "Logins are not possible at the moment. Try again later.");

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.Account is not null)
        {
            // Changing the user would carry directory, jail and limits of the first into the second's session.
            return new(s_already);
        }

        if (session.Options.Tls is { Enabled: true, ForceLogins: true } && !session.IsSecure)
        {
            if (session.Options.VsftpdReplies)
            {
                session.End(SessionEnd.TlsRequired);
                return new(s_vsftpdNeedsTls);
            }

            return new(s_needsTls);
        }

        if (session.Options.Login.UserList is { } list)
        {
            return ScreenAsync(session, list, command.Text);
        }

        session.State.UserName = command.Text;
        return new(s_password);
    }

    private static async ValueTask<Reply?> ScreenAsync(Session session, UserListOptions list, string name)
    {
        session.State.UserName = null;
        await DiskThread.Hop();
        try
        {
            if (NameList.Contains(list.File, name) != list.Denies)
            {
                session.State.UserName = name;
                return s_password;
            }
        }
        catch (AccountStoreException e)
        {
            session.Server.Events.LoginRefused(session, name, LoginDenial.StoreUnavailable, e.Message);
            session.End(SessionEnd.AccountsUnavailable);
            return s_unavailable;
        }

        await session.PauseAsync(session.Server.Authenticator.RecordRefusal(session.Peer.Address)).ConfigureAwait(false);
        session.Server.Events.LoginRefused(session, name, LoginDenial.NotAdmitted, $"{(list.Denies ? "named" : "not named")} in {list.File}");
        if (++session.State.FailedLogins >= session.Options.Login.MaxFailures)
        {
            session.End(SessionEnd.TooManyFailures);
        }

        return s_unwanted;
    }
}
