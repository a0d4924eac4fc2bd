using System.Text;

namespace Sealane.Server.Storage;

/// <summary>
/// A pattern of names as vsftpd knows them: <c>*</c> any bytes, <c>?</c> one byte, <c>{a,b}</c> one of several, whose parts may hold <c>*</c> and <c>?</c> but no
/// further braces. Everything else stands for itself, a brace that is not closed included. The whole name must fit.
/// </summary>
/// <remarks>All ways through the pattern are followed side by side, so the work is at most the name's length times the pattern's, whatever the pattern (no glob bombs).</remarks>
internal sealed class NamePattern
{
    private const byte Literal = 0, AnyOne = 1, AnyMany = 2, Fork = 3;

    private readonly List<(byte Kind, byte Value, int Next, int[] Branches)> _steps = [];

    private NamePattern(ReadOnlySpan<byte> pattern)
    {
        while (!pattern.IsEmpty)
        {
            int close = pattern[0] == '{' ? pattern.IndexOf((byte)'}') : -1;
            if (close < 0)
            {
                AddStep(pattern[0]);
                pattern = pattern[1..];
                continue;
            }

            AddFork(pattern[1..close]);
            pattern = pattern[(close + 1)..];
        }
    }

    /// <summary>Reads a pattern. There is none that cannot be read.</summary>
    public static NamePattern Of(ReadOnlySpan<byte> pattern) => new(pattern);

    /// <summary>Reads a pattern.</summary>
    public static NamePattern Of(string pattern) => new(Encoding.UTF8.GetBytes(pattern));

    /// <summary>True when text holds what makes it more than a name.</summary>
    public static bool IsPattern(ReadOnlySpan<byte> text) => text.ContainsAny((byte)'*', (byte)'?', (byte)'{');

    /// <summary>True when the name fits from its first byte to its last.</summary>
    public bool Fits(ReadOnlySpan<byte> name)
    {
        int end = _steps.Count;
        bool[] now = new bool[end + 1], next = new bool[end + 1];
        Stack<int> open = new();
        Reach(0, now, open);
        foreach (byte b in name)
        {
            bool any = false;
            for (int at = 0; at < end; at++)
            {
                if (!now[at])
                {
                    continue;
                }

                (byte kind, byte value, int follows, _) = _steps[at];
                if (kind == AnyMany || kind == AnyOne || (kind == Literal && value == b))
                {
                    any = true;
                    Reach(kind == AnyMany ? at : follows, next, open);
                }
            }

            if (!any)
            {
                return false;
            }

            (now, next) = (next, now);
            Array.Clear(next);
        }

        return now[end];
    }

    // Marks a step and all that can be reached from it without a byte.
    private void Reach(int step, bool[] reached, Stack<int> open)
    {
        open.Push(step);
        while (open.TryPop(out int at))
        {
            if (reached[at])
            {
                continue;
            }

            reached[at] = true;
            if (at == _steps.Count)
            {
                continue;
            }

            (byte kind, _, int next, int[] branches) = _steps[at];
            if (kind == AnyMany)
            {
                open.Push(next);
            }

            foreach (int branch in branches)
            {
                open.Push(branch);
            }
        }
    }

    private void AddStep(byte value)
    {
        byte kind = value switch
        {
            (byte)'*' => AnyMany,
            (byte)'?' => AnyOne,
            _ => Literal,
        };
        _steps.Add((kind, value, _steps.Count + 1, []));
    }

    private void AddFork(ReadOnlySpan<byte> alternatives)
    {
        int fork = _steps.Count;
        _steps.Add(default);
        List<int> branches = [], ends = [];
        foreach (Range range in alternatives.Split((byte)','))
        {
            branches.Add(_steps.Count);
            foreach (byte value in alternatives[range])
            {
                AddStep(value);
            }

            // A way out of its own, so that no alternative runs on into the next.
            ends.Add(_steps.Count);
            _steps.Add(default);
        }

        int after = _steps.Count;
        _steps[fork] = (Fork, 0, after, [.. branches]);
        foreach (int end in ends)
        {
            _steps[end] = (Fork, 0, after, [after]);
        }
    }
}
