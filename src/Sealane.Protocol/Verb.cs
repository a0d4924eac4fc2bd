namespace Sealane.Protocol;

/// <summary>
/// The word a command line begins with: one to eight ASCII letters, without regard to case (RFC 959 §5.3). Comparing two is one
/// machine instruction, and a new verb needs no list to be edited.
/// </summary>
/// <remarks><c>default</c> is no verb: it equals nothing that was read, and its text is empty.</remarks>
public readonly struct Verb : IEquatable<Verb>
{
    /// <summary>Most letters a verb has; RFC 959 has three or four, HTTP-like extensions stay below eight.</summary>
    public const int MaxLength = 8;

    // First letter in the lowest byte, upper-case; unused bytes are zero, so the value also tells the length.
    private readonly ulong _letters;

    private Verb(ulong letters) => _letters = letters;

    /// <summary>Makes a verb from a literal.</summary>
    /// <exception cref="ArgumentException">Not one to eight ASCII letters.</exception>
    public static Verb Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong letters = 0;
        bool valid = name.Length is > 0 and <= MaxLength;
        for (int i = 0; valid && i < name.Length; i++)
        {
            valid = char.IsAsciiLetter(name[i]);
            letters |= (ulong)(name[i] & 0xDF) << (8 * i);
        }

        return valid ? new Verb(letters) : throw new ArgumentException("A verb is one to eight ASCII letters.", nameof(name));
    }

    /// <summary>Reads a verb; the text must be nothing else.</summary>
    /// <returns>False unless it is one to eight ASCII letters.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out Verb verb)
    {
        verb = default;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        ulong letters = 0;
        for (int i = 0; i < text.Length; i++)
        {
            // Clearing 0x20 makes a letter upper-case; whatever is then outside A..Z was no letter.
            uint letter = text[i] & 0xDFu;
            if (letter - 'A' > 'Z' - 'A')
            {
                return false;
            }

            letters |= (ulong)letter << (8 * i);
        }

        verb = new Verb(letters);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Verb other) => _letters == other._letters;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Verb other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _letters.GetHashCode();

    /// <summary>The letters in upper-case; safe to send and to log.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxLength];
        int length = 0;
        for (ulong rest = _letters; rest != 0; rest >>= 8)
        {
            text[length++] = (char)(rest & 0xFF);
        }

        return new string(text[..length]);
    }

    /// <summary>True when the letters are the same.</summary>
    public static bool operator ==(Verb left, Verb right) => left._letters == right._letters;

    /// <summary>True when the letters differ.</summary>
    public static bool operator !=(Verb left, Verb right) => left._letters != right._letters;
}
