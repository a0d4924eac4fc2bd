using System.Globalization;

namespace Sealane.Client.Mirroring;

/// <summary>How much a mirror may delete at most: a number of files, a share of the files that the target has, or anything.</summary>
public readonly record struct DeleteLimit
{
    private DeleteLimit(long? files, double? percent)
    {
        Files = files;
        Percent = percent;
    }

    /// <summary>No limit.</summary>
    public static DeleteLimit None => default;

    /// <summary>At most so many files; null if the limit is none or a share.</summary>
    public long? Files { get; }

    /// <summary>At most this share of the target's files, in percent; null if the limit is none or a number.</summary>
    public double? Percent { get; }

    /// <summary>Reads <c>100</c> or <c>10%</c>.</summary>
    /// <returns>Null for anything else.</returns>
    public static DeleteLimit? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EndsWith('%')
            ? double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent <= 100 ? new DeleteLimit(null, percent) : null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long files) ? new DeleteLimit(files, null) : null;
    }

    /// <summary>Whether so many of so many files may be deleted.</summary>
    public bool Allows(long deleted, long existing) =>
        (Files is not { } most || deleted <= most) && (Percent is not { } share || deleted * 100.0 <= existing * share);

    /// <summary>As <see cref="Parse"/> reads it; empty for none.</summary>
    public override string ToString() =>
        Files is { } files ? files.ToString(CultureInfo.InvariantCulture) : Percent is { } share ? share.ToString(CultureInfo.InvariantCulture) + "%" : "";
}
