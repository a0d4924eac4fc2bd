using Sealane.Client.Control;
using Sealane.Client.Profiles;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>
/// An operation on the current link, repeated once where a data connection failed for a reason that we can mend: by another port, by a new TLS session, or by the
/// other data mode where the user wants that tried.
/// </summary>
internal sealed class Repetition(CurrentLink current, FtpsClientOptions options, HostProfile profile)
{
    /// <summary>Runs one operation, with the turn held.</summary>
    /// <param name="operation">Must be fit to begin again after a failure in which nothing was moved.</param>
    /// <param name="anywhere">It does not matter in which directory an operation before it has left the server.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<T> RunAsync<T>(Func<ControlLink, Task<T>> operation, bool anywhere, CancellationToken cancellation)
    {
        try
        {
            return await RunMendedAsync(operation, anywhere, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (current.Link is { } link && OtherDataMode.MayHelp(link, e))
        {
            try
            {
                return await OtherDataMode.TryAsync(link, e, swaps =>
                {
                    current.SwapDataMode(swaps);
                    return RunMendedAsync(operation, anywhere, cancellation);
                }).ConfigureAwait(false);
            }
            finally
            {
                current.SwapDataMode(null);
            }
        }
    }

    private async Task<T> RunMendedAsync<T>(Func<ControlLink, Task<T>> operation, bool anywhere, CancellationToken cancellation)
    {
        ControlLink link = await current.ReadyAsync(cancellation).ConfigureAwait(false);
        await (anywhere ? Task.CompletedTask : WorkingDirectory.ReturnAsync(link, cancellation)).ConfigureAwait(false);
        bool epsv = PassiveReply.UsesEpsv(link);
        bool spare = link.SparePassive is not null;
        try
        {
            return await operation(link).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e is { Moved: 0, ConnectionUsable: true, InnerException: DialException } && (spare || (epsv && profile.EpsvFails)))
        {
            // A port that was asked for ahead and has been closed since, or one that EPSV named and nobody can reach: another port may do.
        }
        catch (FtpsException e) when (e.Moved == 0 && link.Server.Tls is { } tls && WantsResumption(e.Reply))
        {
            // Mended by a new session, with TLS 1.2 if it was 1.3. Never by giving up TLS.
            profile.PrefersTls12 |= tls.Version == "TLSv1.3" && options.AllowTls12;
            ClientLog.TryingOnce(options.Logger, options.Host, e.Message);
            link.Channel.Note("the server wants data connections to resume the control connection's TLS session; connecting anew");
            return await operation(await current.ConnectAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }

        try
        {
            await (anywhere ? Task.CompletedTask : WorkingDirectory.ReturnAsync(link, cancellation)).ConfigureAwait(false);
            return await operation(link).ConfigureAwait(false);
        }
        catch (FtpsException e) when (epsv && e.InnerException is DialException)
        {
            // It was not EPSV's fault.
            profile.EpsvFails = false;
            throw;
        }
    }

    private static bool WantsResumption(ServerReply? reply) =>
        reply is { Code: ReplyCode.CannotOpenData or ReplyCode.NetworkProtocolOrTls or ReplyCode.FileBusy }
        && (reply.Code == ReplyCode.NetworkProtocolOrTls
            || reply.Text.Contains("resum", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("reuse", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("session", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("Unable to build data connection", StringComparison.OrdinalIgnoreCase));
}
