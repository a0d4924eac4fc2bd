using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>PASS: the password, and with it the login (RFC 959 §4.1.1). The reply to a refusal never says which rule refused; the log does.</summary>
internal sealed class Pass : IVerb
{
    private static readonly Reply s_loggedIn = Reply.Of(ReplyCode.LoggedIn, "Login successful.");
    private static readonly Reply s_incorrect = Reply.Of(ReplyCode.NotLoggedIn, "Login incorrect.");
    private static readonly Reply s_userFirst = Reply.Of(ReplyCode.BadSequence, "Login with USER first.");
    private static readonly Reply s_already = Reply.Of(ReplyCode.Superfluous, "Already logged in.");
    private static readonly Reply s_unavailable = Reply.Of(ReplyCode.ServiceClosing, "Logins are not possible at the moment. Try again later.");
    private static readonly Reply s_noHome = Reply.Of(ReplyCode.ServiceClosing, "Your files are not available at the moment. Try again later.");

    public static VerbSpec Spec { get; } = new("PASS", "<password>") { Gates = Gate.None };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.Account is not null)
        {
            return new(s_already);
        }

        if (session.State.UserName is not { } name)
        {
            return new(s_userFirst);
        }

        session.State.UserName = null;
        return LogInAsync(session, name, command.Text);
    }

    /// <summary>The login itself; USER calls it for those who are not asked for a password.</summary>
    internal static async ValueTask<Reply?> LogInAsync(Session session, string name, string password)
    {
        LoginResult result = await session.Server.Authenticator
            .AuthenticateAsync(session.Options, name, password, session.Peer.Address, CancellationToken.None).ConfigureAwait(false);
        foreach (string warning in result.Warnings)
        {
            session.Server.Log.UserFileFinding(session.Id, warning);
        }

        TimeSpan delay = result.Account is null ? result.Delay : session.Options.Login.SuccessDelay;
        if (delay > TimeSpan.Zero)
        {
            await session.PauseAsync(delay).ConfigureAwait(false);
        }

        if (result.Account is not { } account)
        {
            return Refuse(session, name, result);
        }

        IFileStore? files = null;
        try
        {
            await DiskThread.Hop();
            files = session.Server.OpenFiles(account, result.Options ?? session.Options);
            if (!account.Start.IsRoot)
            {
                await Cwd.EnterAsync(files, account.Start).ConfigureAwait(false);
            }
        }
        catch (StorageException e)
        {
            files?.Dispose();
            if (result.PamSession is { } pamSession)
            {
                await pamSession.DisposeAsync().ConfigureAwait(false);
            }

            session.Server.Log.HomeUnavailable(session.Id, name, account.Start.IsRoot ? account.Home : account.Start.ToString(), e.Message);
            session.End(SessionEnd.HomeUnavailable);
            return s_noHome;
        }
        catch
        {
            // The session ends with it, and does not know of these yet.
            files?.Dispose();
            if (result.PamSession is { } pamSession)
            {
                await pamSession.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        session.LogIn(result, files);
        session.State.Email = account.Kind == AccountKind.Anonymous && password.Length > 0 ? password : null;
        session.Server.Events.LoggedIn(session, account.Name);
        return await DirectoryMessage.BeforeAsync(session, s_loggedIn).ConfigureAwait(false);
    }

    private static Reply Refuse(Session session, string name, LoginResult result)
    {
        session.Server.Events.LoginRefused(session, name, result.Reason, result.Detail);
        if (result.Reason == LoginDenial.StoreUnavailable)
        {
            session.End(SessionEnd.AccountsUnavailable);
            return s_unavailable;
        }

        if (++session.State.FailedLogins >= session.Options.Login.MaxFailures || result.Reason == LoginDenial.AddressBanned)
        {
            session.End(SessionEnd.TooManyFailures);
        }

        return s_incorrect;
    }
}
