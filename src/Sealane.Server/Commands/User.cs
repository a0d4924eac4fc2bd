using Sealane.Protocol;

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

        session.State.UserName = command.Text;
        return new(s_password);
    }
}
