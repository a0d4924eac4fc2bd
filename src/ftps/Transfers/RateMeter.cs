namespace Sealane.Shell.Transfers;

/// <summary>How fast something moves, reckoned over the last seconds.</summary>
/// <param name="period">How long a look back is taken.</param>
/// <param name="time">The clock.</param>
internal sealed class RateMeter(TimeSpan period, TimeProvider time)
{
    private const int MostSamples = 64;
    private readonly Queue<(long At, long Position)> _samples = [];
    private (long At, long Position) _last;

    /// <summary>Notes a position.</summary>
    public void Note(long position)
    {
        _last = (time.GetTimestamp(), position);
        _samples.Enqueue(_last);
        while (_samples.Count > 2 && (_samples.Count > MostSamples || time.GetElapsedTime(_samples.Peek().At, _last.At) > period))
        {
            _samples.Dequeue();
        }
    }

    /// <summary>Bytes a second; 0 while that is not known.</summary>
    public double Rate
    {
        get
        {
            if (!_samples.TryPeek(out (long At, long Position) first))
            {
                return 0;
            }

            double seconds = time.GetElapsedTime(first.At).TotalSeconds;
            return seconds > 0.05 ? Math.Max(0, (_last.Position - first.Position) / seconds) : 0;
        }
    }
}
