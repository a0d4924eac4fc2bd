namespace Sealane.Server.Commands;

/// <summary>Permission bits as clients write them.</summary>
internal static class OctalMode
{
    /// <summary>Reads octal digits up to 777, with or without leading zeros; nothing else.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out int mode)
    {
        mode = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'7' || (mode = (mode * 8) + (digit - '0')) > 0b111_111_111)
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}
