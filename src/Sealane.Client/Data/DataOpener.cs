using Sealane.Client.Control;

namespace Sealane.Client.Data;

/// <summary>Starts a data command: prepares the server, makes the data connection in one of the two modes, and hands over an open <see cref="DataTransfer"/>.</summary>
internal static class DataOpener
{
    /// <exception cref="FtpsException">Refused, or no data connection. The link is good unless the exception says otherwise.</exception>
    internal static async Task<DataTransfer> OpenAsync(ControlLink link, DataCommand command, CancellationToken cancellation)
    {
        if (command.Restart > 0 && !CommandChoice.Rest(link))
        {
            throw new FtpsException(FtpsFailure.NotSupported,
                $"the server does not list REST, and only what it lists is used: it cannot go on at byte {command.Restart}", connectionUsable: true);
        }

        await PrepareAsync(link, command, cancellation).ConfigureAwait(false);
        return DataMode.IsActive(link)
            ? await ActiveOpening.OpenAsync(link, command, cancellation).ConfigureAwait(false)
            : await PassiveOpening.OpenAsync(link, command, cancellation).ConfigureAwait(false);
    }

    private static async Task PrepareAsync(ControlLink link, DataCommand command, CancellationToken cancellation)
    {
        char protection = link.Server.Tls is null ? 'C' : link.Options.Protection switch
        {
            DataProtection.All => 'P',
            DataProtection.FilesOnly => command.IsListing ? 'C' : 'P',
            _ => 'C',
        };
        if (link.Server is { Tls: not null, ControlIsClear: false })
        {
            await link.SetProtectionAsync(protection, cancellation).ConfigureAwait(false);
        }

        if (link.IsTlsClient)
        {
            await TlsRole.SetAsync(link, client: false, cancellation).ConfigureAwait(false);
        }

        if (command.Compressed || link.Mode != 'S')
        {
            await ModeZ.SetAsync(link, command.Compressed, cancellation).ConfigureAwait(false);
        }

        // Servers list the same in either type; a listing is no reason to change.
        if (!command.IsListing || link.Type == '\0')
        {
            await link.SetTypeAsync(command.Type, cancellation).ConfigureAwait(false);
        }
    }
}
