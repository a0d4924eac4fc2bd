using System.Globalization;

namespace Sealane.Shell.Screen;

/// <summary>The status line of a running transfer.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Position">Bytes so far.</param>
/// <param name="Size">Bytes in all; null if unknown.</param>
/// <param name="Rate">Bytes a second; 0 if unknown.</param>
/// <param name="Remaining">The time left; null if unknown.</param>
/// <param name="State">What is being waited for: <c>Receiving data</c>.</param>
internal sealed record TransferStatus(string Name, long Position, long? Size, double Rate, TimeSpan? Remaining, string State)
{
    /// <summary><c>`big.bin' at 1916928 (63%) 1.91M/s eta:1s [Receiving data]</c>, with the name cut to fit.</summary>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="terse">Whether the time shows its greatest unit only (<c>xfer:eta-terse</c>).</param>
    public string Line(int width, bool terse)
    {
        string percent = Size is > 0 and { } size ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Min(100, Position * 100 / size)}%)") : Size is 0 ? " (100%)" : "";
        string rate = Amount.TerseRate(Rate) is { Length: > 0 } speed ? " " + speed : "";
        string eta = Remaining is { } left && rate.Length > 0 ? " eta:" + Amount.Duration(left, terse) : "";
        string state = State.Length > 0 ? $" [{State}]" : "";
        string rest = string.Create(CultureInfo.InvariantCulture, $"' at {Position}{percent}{rate}{eta}{state}");
        int room = width - 1 - rest.Length;
        string name = room < 8 || TextWidth.Of(Name) <= room ? Name : TextWidth.CutFront(Name, room);
        return $"`{name}{rest}";
    }
}
