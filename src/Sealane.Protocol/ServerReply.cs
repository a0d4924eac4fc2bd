using System.Text;

namespace Sealane.Protocol;

/// <summary>A complete reply as a client received it (RFC 959 §4.2).</summary>
public sealed class ServerReply
{
    internal ServerReply(int code, IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        Code = code;
        Lines = lines;
    }

    /// <summary>The three digits, 100 to 699.</summary>
    public int Code { get; }

    /// <summary>
    /// The text of each line, at least one, byte for byte. The first and the last are without code and separator; so are lines between
    /// them to which the server gave the code; other middle lines are whole, their leading blank included.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Lines { get; }

    /// <summary>The text of the last line, decoded as UTF-8: what a person is told. Not escaped.</summary>
    public string Text => Encoding.UTF8.GetString(Lines[^1].Span);

    /// <summary>1 begun, 2 done, 3 go on, 4 failed for now, 5 failed, 6 protected.</summary>
    public int Category => Code / 100;

    /// <summary>The lines between the first and the last.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Middle => Lines.Skip(1).Take(Lines.Count - 2);

    /// <summary>Code and last line, fit for a log.</summary>
    public override string ToString() => $"{Code} {PrintableText.Escape(Lines[^1].Span)}";
}
