using System.Globalization;
using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Transfers;

/// <summary>What has to be known or said before an upload, where <see cref="CommandUse"/> asks for it; nothing by custom.</summary>
internal static class UploadPreparation
{
    internal static async Task RunAsync(ControlLink link, string path, long? length, TransferOptions options, CancellationToken cancellation)
    {
        if (options.Offset > 0 && !CommandChoice.RestBeforeStor(link))
        {
            await RequireEndAsync(link, path, options.Offset, cancellation).ConfigureAwait(false);
        }

        if (link.Options.Commands.Allo && length + options.Offset is > 0 and { } whole && !options.Ascii)
        {
            await AllocateAsync(link, path, whole, cancellation).ConfigureAwait(false);
        }
    }

    // APPE puts the bytes where the file ends: anywhere else they would make another file of it.
    private static async Task RequireEndAsync(ControlLink link, string path, long offset, CancellationToken cancellation)
    {
        long? there = null;
        if (link.AsksSize)
        {
            await link.SetTypeAsync('I', cancellation).ConfigureAwait(false);
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("SIZE", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
            there = reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) ? size : null;
        }

        if (there != offset)
        {
            throw new FtpsException(FtpsFailure.NotSupported,
                $"{path}: cannot be gone on with at byte {offset}: REST must not come before STOR (ftp:rest-stor, ftp:trust-feat), and APPE goes on where the server's file ends"
                + (there is { } end ? $", at byte {end}" : ", which it does not tell") + ". Nothing was sent; send the whole file, or allow REST.", link.IsUsable);
        }
    }

    // RFC 959 §4.1.3: a server that needs no announcement says so, and many do not know the command; only its having no room is a reason to stop.
    private static async Task AllocateAsync(ControlLink link, string path, long length, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(
            CommandLine.Of("ALLO", Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture))), cancellation).ConfigureAwait(false);
        if (reply.Code is ReplyCode.NoSpace or ReplyCode.QuotaExceeded)
        {
            throw FtpsException.Refusal(reply, path);
        }
    }
}
