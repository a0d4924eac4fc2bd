using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Transfers;

/// <summary>A transfer as the status line shows it. Told by the transfer, asked by the screen.</summary>
internal sealed class RunningCopy : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private readonly RateMeter _rate;
    private readonly RateMeter _eta;
    private readonly bool _terse;

    /// <param name="name">The file.</param>
    /// <param name="slot">Tells what the connection is waiting for.</param>
    /// <param name="context">The command, for its settings.</param>
    public RunningCopy(string name, Job slot, CommandContext context)
    {
        Name = name;
        Slot = slot;
        _rate = new RateMeter(context.Settings.Interval("xfer:rate-period") ?? TimeSpan.FromSeconds(15), TimeProvider.System);
        _eta = new RateMeter(context.Settings.Interval("xfer:eta-period") ?? TimeSpan.FromSeconds(120), TimeProvider.System);
        _terse = context.Settings.Flag("xfer:eta-terse");
    }

    public string Name { get; }

    public Job Slot { get; }

    /// <summary>Position in the file.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that were moved, those of failed attempts included.</summary>
    public long Moved { get; private set; }

    /// <summary>Size of the file; null while that is not known.</summary>
    public long? Size { get; set; }

    /// <summary>Bytes a second.</summary>
    public double Rate
    {
        get
        {
            lock (_lock)
            {
                return _rate.Rate;
            }
        }
    }

    /// <summary>Notes where it stands.</summary>
    public void MoveTo(long position, long moved)
    {
        lock (_lock)
        {
            Position = position;
            Moved += moved;
            _rate.Note(Moved);
            _eta.Note(Moved);
        }
    }

    public void Report(TransferProgress value)
    {
        // Where nobody told the size before, the server's first words may have.
        Size ??= value.Total;
        MoveTo(value.Position, value.Position - Position is > 0 and { } step ? step : 0);
    }

    /// <summary>A new attempt begins at a position.</summary>
    public void Begin(long position)
    {
        lock (_lock)
        {
            Position = position;
            _rate.Note(Moved);
            _eta.Note(Moved);
        }
    }

    /// <summary>The line for a screen of so many columns.</summary>
    public string Line(int width)
    {
        string state = Slot.Status?.Invoke() is [{ } first, ..] ? first.TrimStart('[').TrimEnd(']') : "";
        lock (_lock)
        {
            TimeSpan? left = Size is { } size && _eta.Rate is > 0 and { } speed ? TimeSpan.FromSeconds(Math.Min(1e9, Math.Max(0, size - Position) / speed)) : null;
            return new TransferStatus(Name, Position, Size, _rate.Rate, left, state).Line(width, _terse);
        }
    }
}
