namespace Sealane.Protocol;

/// <summary>Strings for the few owners, groups and permissions that a listing repeats on every line: made once, bounded in number.</summary>
internal sealed class TextCache
{
    // A power of two; a collision only costs a string.
    private const int Places = 32;

    // Longer ones are not kept: a hostile server chooses them.
    private const int MaxKeptLength = 64;

    private readonly (byte[] Bytes, string Text)[] _places = new (byte[], string)[Places];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxKeptLength)
        {
            return Charset.Utf8.Decode(bytes);
        }

        uint hash = 2166136261;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 16777619;
        }

        ref (byte[] Bytes, string Text) place = ref _places[(hash ^ (hash >> 16)) % Places];
        if (place.Text is null || !bytes.SequenceEqual(place.Bytes))
        {
            place = (bytes.ToArray(), Charset.Utf8.Decode(bytes));
        }

        return place.Text;
    }
}
