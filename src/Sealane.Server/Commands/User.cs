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
    private static readonly Reply s_anonymousNoTls = Reply.Of(ReplyCode.NotLoggedIn, "Anonymous sessions may not use encryption.");

    // Known to VsftpdWording by its identity.
    internal static readonly Reply NeedsTls = Reply.Of(ReplyCode.NotLoggedIn, "TLS is required to log in: send AUTH TLS first.");

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

        // Whatever becomes of this name, the password that follows must not be taken for an earlier one's: anonymous users' passwords are logged.
        session.State.UserName = null;
        AnonymousOptions? anonymous = AnonymousOptions.IsName(command.Text) ? session.Options.Anonymous : null;
        if (!session.IsSecure && (anonymous?.ForceLogins ?? session.Options.Tls is { Enabled: true, ForceLogins: true }))
        {
            if (session.Options.VsftpdReplies)
            {
                session.End(SessionEnd.TlsRequired); // as there
            }

            return new(NeedsTls);
        }

        if (session.IsSecure && anonymous is { AllowTls: false })
        {
            return new(s_anonymousNoTls);
        }

        return session.Options.Login.UserList is { } list ? ScreenAsync(session, list, command.Text) : AdmitAsync(session, command.Text);
    }

    private static ValueTask<Reply?> AdmitAsync(Session session, string name)
    {
        if (session.Options.Anonymous is { AsksPassword: false } && AnonymousOptions.IsName(name))
        {
            return Pass.LogInAsync(session, name, "");
        }

        session.State.UserName = name;
        return new(s_password);
    }

    private static async ValueTask<Reply?> ScreenAsync(Session session, UserListOptions list, string name)
    {
        await DiskThread.Hop();
        try
        {
            if (NameList.Contains(list.File, name) != list.Denies)
            {
                return await AdmitAsync(session, name).ConfigureAwait(false);
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
