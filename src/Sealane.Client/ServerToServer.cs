using Sealane.Client.Control;
using Sealane.Client.Transfers;
using Sealane.Client.Turns;

namespace Sealane.Client;

/// <summary>
/// Has one server send a file straight to another (FXP, RFC 959 §5.2): the bytes do not pass through here. It needs servers that connect to each other on a client's word, which
/// most refuse because it can be misused (RFC 2577), and they cannot check as a client does whom they are connected to: whoever stands between them can read and change the file, encrypted or not.
/// Where that matters, relay it: <see cref="FtpsClient.OpenReadAsync"/> of the one into <see cref="FtpsClient.UploadAsync"/> of the other.
/// </summary>
public static class ServerToServer
{
    /// <summary>Copies a file.</summary>
    /// <param name="source">Signed in where the file is. Its other calls wait meanwhile.</param>
    /// <param name="sourcePath">The file.</param>
    /// <param name="target">Another client, signed in where it goes. Its other calls wait meanwhile.</param>
    /// <param name="targetPath">The new file; replaced if it exists.</param>
    /// <param name="options">Protection, roles, offset; null for the custom.</param>
    /// <param name="cancellation">Aborts it on both sides; what the target keeps is its own choice.</param>
    /// <exception cref="FtpsException">
    /// With <see cref="FtpsFailure.NotSupported"/> or <see cref="FtpsFailure.DataConnection"/> the two cannot or will not do it: nothing was moved, and a relay may do. Any other
    /// failure would fail a relay too. <see cref="FtpsException.Side"/> says whose refusal it was; <see cref="FtpsClient.IsConnected"/> of each client, whether it can be used on.
    /// </exception>
    public static async Task<TransferResult> CopyAsync(
        FtpsClient source, string sourcePath, FtpsClient target, string targetPath, ServerToServerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        ArgumentException.ThrowIfNullOrEmpty(targetPath);
        if (source == target)
        {
            throw new ArgumentException("One connection cannot send and receive at once: a copy within one server needs two clients too.", nameof(target));
        }

        // Always in the same order: two copies in opposite directions must not wait for each other.
        bool sourceFirst = source.Core.Number < target.Core.Number;
        (ControlLink first, Turn firstTurn) = await (sourceFirst ? source : target).Core.BeginAsync(Task.FromResult, cancellation).ConfigureAwait(false);
        using (firstTurn)
        {
            (ControlLink second, Turn secondTurn) = await (sourceFirst ? target : source).Core.BeginAsync(Task.FromResult, cancellation).ConfigureAwait(false);
            using (secondTurn)
            {
                (ControlLink from, ControlLink to) = sourceFirst ? (first, second) : (second, first);
                return await new DirectCopy(from, sourcePath, to, targetPath, options ?? new ServerToServerOptions(), cancellation).RunAsync().ConfigureAwait(false);
            }
        }
    }
}

/// <summary>Of a copy between two servers, one of them.</summary>
public enum CopySide
{
    /// <summary>The one that sends.</summary>
    Source,

    /// <summary>The one that receives.</summary>
    Target,
}
