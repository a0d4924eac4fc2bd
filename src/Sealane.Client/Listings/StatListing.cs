using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>A directory's lines from the reply to STAT (RFC 959 §4.1.3): one round trip, and no data connection.</summary>
internal static class StatListing
{
    /// <summary>What STAT needs to be about a directory and not about the server.</summary>
    internal static string Arguments(string options) => options.Length == 0 ? "." : options;

    /// <summary>The lines as LIST would have sent them, each ended by CRLF. The reply has come whole, or this throws.</summary>
    /// <param name="link">The link.</param>
    /// <param name="arguments">Options and path.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="FtpsException">Refused; <see cref="FtpsFailure.NotSupported"/> also when the server answers without a list.</exception>
    internal static async Task<ReadOnlyMemory<byte>> ReadAsync(ControlLink link, string arguments, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("STAT", link.Names.Encode(arguments)), cancellation).ConfigureAwait(false);
        if (reply.Category >= 4)
        {
            throw FtpsException.Refusal(reply, arguments);
        }

        if (reply.Code is not (ReplyCode.SystemStatus or ReplyCode.DirectoryStatus or ReplyCode.FileStatus) || reply.Lines.Count < 2)
        {
            throw new FtpsException(FtpsFailure.NotSupported, $"STAT lists no directory here: {reply}", connectionUsable: true, reply);
        }

        // The first line announces and the last one ends. Between them servers put a blank before each line, so that none looks like the end.
        var text = new MemoryStream();
        foreach (ReadOnlyMemory<byte> line in reply.Middle)
        {
            text.Write(line.Span.TrimStart((byte)' '));
            text.Write("\r\n"u8);
        }

        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }
}
