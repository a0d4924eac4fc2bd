using System.Globalization;

namespace Sealane.Shell.Screen;

/// <summary>What a transfer command says at its end.</summary>
internal static class TransferReport
{
    /// <summary>The lines about what was transferred, for a person at the prompt.</summary>
    /// <param name="bytes">Bytes transferred.</param>
    /// <param name="time">The time it took; without it, or below a second, no rate is named.</param>
    /// <param name="done">Files transferred.</param>
    /// <param name="failed">Files that were not.</param>
    public static IEnumerable<string> Lines(long bytes, TimeSpan time, int done, int failed)
    {
        if (done > 0)
        {
            yield return Bytes(bytes, time);
        }

        if (failed > 0 && done + failed > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Transfer of {failed} of {done + failed} files failed");
        }
        else if (done > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Total {done} files transferred");
        }
    }

    /// <summary><c>18 bytes transferred</c>, or with time and rate from one second on.</summary>
    public static string Bytes(long bytes, TimeSpan time)
    {
        string amount = Amount.Count(bytes, "byte", "bytes");
        long seconds = (long)time.TotalSeconds;
        return seconds < 1 ? $"{amount} transferred"
            : $"{amount} transferred in {Amount.Count(seconds, "second", "seconds")}{(Amount.Rate(bytes / time.TotalSeconds) is { Length: > 0 } rate ? $" ({rate})" : "")}";
    }
}
