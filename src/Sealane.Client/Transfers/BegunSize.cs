using System.Globalization;
using Sealane.Client.Control;
using Sealane.Client.Data;

namespace Sealane.Client.Transfers;

/// <summary>The size that many servers put into the words of their 150 reply: <c>Opening BINARY mode data connection for x (1234 bytes).</c></summary>
internal static class BegunSize
{
    private static readonly string[] s_units = [" bytes)", " byte)", " Bytes)"];

    /// <summary>The whole file's size, where it may be taken from there; null else. Of a part some servers tell the part's size and some the file's, so it is not taken.</summary>
    internal static long? Of(ControlLink link, DataTransfer transfer, TransferOptions options) =>
        link.Options.Commands.CatchSize && !options.Ascii && options.Offset == 0 && transfer.Begun is { } begun ? Find(begun.Text) : null;

    internal static long? Find(string text)
    {
        foreach (string unit in s_units)
        {
            // The last one: the file's name stands before it, and may look like it.
            int end = text.LastIndexOf(unit, StringComparison.Ordinal);
            int begin = end < 0 ? -1 : text.LastIndexOf('(', end);
            if (begin >= 0 && long.TryParse(text.AsSpan(begin + 1, end - begin - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            {
                return size;
            }
        }

        return null;
    }
}
