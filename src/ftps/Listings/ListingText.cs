using System.Text;
using Sealane.Protocol;

namespace Sealane.Shell.Listings;

/// <summary>A server's listing for the screen.</summary>
internal static class ListingText
{
    /// <summary>Its lines with this side's line ends and encoding. Control characters that a terminal would obey become question marks.</summary>
    public static byte[] Lines(ReadOnlySpan<byte> listing, Charset charset)
    {
        byte[] text = ReferenceEquals(charset, Charset.Utf8) ? listing.ToArray() : Encoding.UTF8.GetBytes(charset.Decode(listing));
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                continue;
            }

            if (text[i] == 0xC2 && i + 1 < text.Length && text[i + 1] is >= 0x80 and <= 0x9F)
            {
                // In UTF-8 there is a second set of them, U+0080 to U+009F.
                text[length++] = (byte)'?';
                i++;
                continue;
            }

            text[length++] = text[i] is < (byte)' ' or 0x7F && text[i] is not ((byte)'\n' or (byte)'\t') ? (byte)'?' : text[i];
        }

        bool isOpen = length > 0 && text[length - 1] != '\n';
        Array.Resize(ref text, length + (isOpen ? 1 : 0));
        if (isOpen)
        {
            text[^1] = (byte)'\n';
        }

        return text;
    }
}
