using System.Diagnostics;
using Sealane.Client;
using Sealane.Protocol;

namespace Sealane.Shell.OneShots.Events;

/// <summary>
/// What a one-shot says while it works, and the count that decides its exit code. Safe for several transfers at once.
/// Two forms: <see cref="ScreenReport"/> for people, <see cref="JsonReport"/> for programs.
/// </summary>
internal abstract class Report(string verb)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<int> _failures = [];
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private int _succeeded;
    private long _bytes;

    /// <summary>The words before the operands: <c>get</c>, <c>trust add</c>.</summary>
    public string Verb { get; } = verb;

    /// <summary>One report at a time.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Why something could not be said; null while all was.</summary>
    protected Exception? Lost { get; set; }

    /// <summary>Whether programs read what is said.</summary>
    public abstract bool IsJson { get; }

    /// <summary>Begins; the operands as they may be shown.</summary>
    public abstract void Start(IEnumerable<string> operands);

    /// <summary>Told as a transfer moves; null when nobody wants to know.</summary>
    public abstract IProgress<TransferProgress>? ProgressOf(string file);

    /// <summary>Something was done.</summary>
    public void Done(FileEvent done)
    {
        lock (Gate)
        {
            _succeeded++;
            _bytes += done.Bytes ?? 0;
            Show(done);
        }
    }

    /// <summary>Counts a success that its own output shows.</summary>
    public void Count(long bytes = 0)
    {
        lock (Gate)
        {
            _succeeded++;
            _bytes += bytes;
        }
    }

    /// <summary>Something failed; the others go on.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="url">What it was about, if a URL.</param>
    public void Fail(Exception failure, RemoteUrl? url = null)
    {
        string message = Advice.Sentence(failure, url);
        int code = ExitCode.Of(failure);
        lock (Gate)
        {
            _failures.Add(code);
            Show(new ErrorEvent(code, ExitCode.Name(code), message) { File = url?.CleanPath, Reply = (failure as FtpsException)?.Reply?.Code });
        }
    }

    /// <summary>Nothing more can be done: interrupted.</summary>
    public void Stop(int code, string message)
    {
        lock (Gate)
        {
            Show(new ErrorEvent(code, ExitCode.Name(code), message));
        }
    }

    /// <summary>A failure is not the end yet.</summary>
    public void Retry(int attempt, int of, TimeSpan wait, Exception failure)
    {
        lock (Gate)
        {
            Show(new RetryEvent(attempt, of, Math.Round(wait.TotalSeconds, 1), failure.Message.ReplaceLineEndings(" ")));
        }
    }

    /// <summary>Something should not stay so; said once.</summary>
    public void Warn(string message)
    {
        lock (Gate)
        {
            if (_warned.Add(message))
            {
                Show(new WarningEvent(message));
            }
        }
    }

    /// <summary>Something that a person at the terminal wants to know, and nobody else.</summary>
    public virtual void Remark(string text)
    {
        // Programs see it by the summary.
    }

    /// <summary>A line of the conversation with a server, for <c>--verbose</c>.</summary>
    public void Trace(ControlLine line)
    {
        string mark = line.Source switch { ControlLineSource.Sent => ">", ControlLineSource.Received => "<", ControlLineSource.Failure => "!", _ => "-" };
        lock (Gate)
        {
            Console.Error.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_start).TotalMilliseconds,7:0} ms {mark} {line.Text}"));
        }
    }

    /// <summary>Ends, and tells the exit code.</summary>
    /// <param name="instead">A code that goes before what was counted; null for none.</param>
    public int Finish(int? instead = null)
    {
        lock (Gate)
        {
            int exit = instead ?? ExitCode.Of(_succeeded, _failures);
            Show(new SummaryEvent(exit, ExitCode.Name(exit), _succeeded, _failures.Count, _bytes, Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 3)));
            if (Lost is null)
            {
                return exit;
            }

            Console.Error.WriteLine($"ftps {Verb}: what was done cannot be told: {LocalFault.Of(Lost)}");
            return exit == ExitCode.Ok ? ExitCode.Failed : exit;
        }
    }

    /// <summary>An entry of a listing, a hash, a known server, a check: what the verb prints itself for people.</summary>
    public abstract void Tell(EntryEvent entry);

    /// <inheritdoc cref="Tell(EntryEvent)"/>
    public abstract void Tell(HashEvent hash);

    /// <inheritdoc cref="Tell(EntryEvent)"/>
    public abstract void Tell(ServerEvent server);

    /// <inheritdoc cref="Tell(EntryEvent)"/>
    public abstract void Tell(CheckEvent check);

    protected abstract void Show(FileEvent done);

    protected abstract void Show(ErrorEvent error);

    protected abstract void Show(RetryEvent retry);

    protected abstract void Show(WarningEvent warning);

    protected abstract void Show(SummaryEvent summary);

    /// <summary>A name as it may be shown on a screen.</summary>
    protected static string Printable(string name) => PrintableText.Escape(name);
}
