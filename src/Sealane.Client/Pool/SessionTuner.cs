namespace Sealane.Client;

/// <summary>
/// Finds the number of sessions that moves the most: one more as long as that makes it faster, one back when it did not. Sees numbers and times only.
/// Not for several threads at once.
/// </summary>
internal sealed class SessionTuner(int first, int most)
{
    // Large files would seem to be slow ones if only files counted.
    private const double BytesPerPoint = 256 * 1024;

    // A gain smaller than this is noise.
    private const double Gain = 1.08;

    // Long enough to tell something, short enough to arrive while a small tree still lasts.
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(150);

    // After so many windows without change another session is tried again: the network may have become wider, or the files smaller.
    private const int Patience = 40;

    private double _points;
    private int _files;
    private TimeSpan? _since;
    private double _before;
    private bool _grew;
    private int _settled;

    /// <summary>How many sessions to use now.</summary>
    internal int Limit { get; private set; } = Math.Clamp(first, 1, Math.Max(1, most));

    /// <summary>The most that may be tried.</summary>
    internal int Most { get; private set; } = Math.Max(1, most);

    /// <summary>A file was moved.</summary>
    /// <param name="now">On any clock that goes forward.</param>
    /// <param name="bytes">Of the file.</param>
    /// <param name="busy">Sessions in use: while fewer than allowed are, nothing can be learnt.</param>
    /// <returns>True when <see cref="Limit"/> has changed.</returns>
    internal bool Moved(TimeSpan now, long bytes, int busy)
    {
        if (busy < Limit || _since is not { } since)
        {
            Restart(now);
            return false;
        }

        _points += 1 + (bytes / BytesPerPoint);
        _files++;
        TimeSpan elapsed = now - since;
        if (elapsed < s_window || _files < 4 * Limit)
        {
            return false;
        }

        double rate = _points / elapsed.TotalSeconds;
        Restart(now);
        return Decide(rate);
    }

    /// <summary>The server refused one more: never more than this again.</summary>
    internal void Refused(int allowed)
    {
        Most = Math.Max(1, allowed);
        Limit = Math.Min(Limit, Most);
        (_grew, _settled, _since) = (false, 0, null);
    }

    private bool Decide(double rate)
    {
        int before = Limit;
        if (_grew && rate < _before * Gain)
        {
            // The last one did not help.
            Limit = Math.Max(1, Limit - 1);
            (_grew, _settled) = (false, Patience);
        }
        else if (_settled > 0)
        {
            _settled--;
        }
        else if (Limit < Most)
        {
            (_grew, _before) = (true, rate);
            Limit++;
        }
        else
        {
            _grew = false;
        }

        return Limit != before;
    }

    private void Restart(TimeSpan now) => (_points, _files, _since) = (0, 0, now);
}
