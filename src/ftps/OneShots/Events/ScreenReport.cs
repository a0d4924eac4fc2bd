using System.Globalization;
using Sealane.Client;
using Sealane.Shell.Screen;

namespace Sealane.Shell.OneShots.Events;

/// <summary>
/// For people: what fails in one line on standard error; how far it is and what was done only when standard error is a terminal, so that a script that
/// succeeds is silent.
/// </summary>
/// <param name="verb">The words before the operands.</param>
/// <param name="isQuiet">Say nothing of what goes well, even at a terminal.</param>
internal sealed class ScreenReport(string verb, bool isQuiet) : Report(verb)
{
    private readonly bool _isTerminal = !isQuiet && !Console.IsErrorRedirected;
    private readonly SortedDictionary<string, TransferProgress> _running = new(StringComparer.Ordinal);
    private int _shown;

    public override bool IsJson => false;

    public override void Start(IEnumerable<string> operands)
    {
        // A person has just typed them.
    }

    public override IProgress<TransferProgress>? ProgressOf(string file) => _isTerminal && !TerminalKind.IsDumb ? new Progress(this, Printable(file)) : null;

    public override void Remark(string text)
    {
        if (_isTerminal)
        {
            lock (Gate)
            {
                Line(text);
            }
        }
    }

    public override void Tell(EntryEvent entry)
    {
        // The verb prints listings itself, byte for byte.
    }

    public override void Tell(HashEvent hash) => Console.Out.WriteLine($"{hash.Digest}  {Printable(hash.File)}");

    public override void Tell(ServerEvent server) =>
        Console.Out.WriteLine($"{(server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]" : server.Host)}:{server.Port}  {string.Join(' ', server.Pins)}{(server.Comment is null ? "" : "  # " + server.Comment)}");

    public override void Tell(CheckEvent check)
    {
        // The doctor has a screen of its own.
    }

    protected override void Show(FileEvent done)
    {
        _ = _running.Remove(Printable(done.File));
        if (!_isTerminal)
        {
            return;
        }

        string amount = done.Bytes is { } bytes
            ? $": {Amounts.Bytes(bytes)}{(done.Seconds is >= 0.5 and { } seconds ? string.Create(CultureInfo.InvariantCulture, $" in {seconds:0.0} s ({Amounts.Bytes((long)(bytes / seconds))}/s)") : "")}"
            : "";
        Line($"{Printable(done.Target is null ? done.File : $"{done.File} -> {done.Target}")}{amount}{(done.Verified is { } verified ? $", {verified} agrees" : "")}{(done.Bytes is null ? ": " + done.Action : "")}");
    }

    protected override void Show(ErrorEvent error) => Line($"ftps {Verb}: {error.Message}");

    protected override void Show(RetryEvent retry) => Line(string.Create(CultureInfo.InvariantCulture, $"ftps {Verb}: {retry.Message}; trying again{(retry.Of == 0 ? "" : $" in {retry.WaitSeconds:0.#} s ({retry.Attempt} of {retry.Of})")}"));

    protected override void Show(WarningEvent warning) => Line($"ftps {Verb}: warning: {warning.Message}");

    protected override void Show(SummaryEvent summary)
    {
        Clear();
        if (_isTerminal && summary.Files + summary.Failed > 1 && summary.Bytes > 0)
        {
            Line($"{summary.Files} of {summary.Files + summary.Failed} files, {Amounts.Bytes(summary.Bytes)}");
        }
    }

    private void Line(string text)
    {
        Clear();
        Console.Error.WriteLine(TerminalText.Lines(text));
    }

    private void Clear()
    {
        if (_shown > 0)
        {
            Console.Error.Write("\r" + new string(' ', _shown) + "\r");
            _shown = 0;
        }
    }

    private void Draw(string file, TransferProgress progress)
    {
        lock (Gate)
        {
            _running[file] = progress;
            string line = _running.Count == 1 ? One(file, progress) : Several();
            int width = Math.Max(20, Console.WindowWidth - 1);
            line = TextWidth.Cut(line, width);
            int shown = TextWidth.Of(line);
            Console.Error.Write("\r" + line + new string(' ', Math.Max(0, Math.Min(_shown, width) - shown)));
            _shown = shown;
        }
    }

    private static string One(string file, TransferProgress progress)
    {
        double rate = progress.Elapsed.TotalSeconds > 0 ? progress.Moved / progress.Elapsed.TotalSeconds : 0;
        string whole = progress.Total is > 0 and { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Min(100, progress.Position * 100 / total),3}% of {Amounts.Bytes(total)}")
            : Amounts.Bytes(progress.Position);
        string left = rate > 0 && progress.Total is { } end && end > progress.Position ? "  " + Amounts.Time(TimeSpan.FromSeconds((end - progress.Position) / rate)) + " left" : "";
        return $"{whole}  {Amounts.Bytes((long)rate)}/s{left}  {file}";
    }

    private string Several()
    {
        double rate = _running.Values.Sum(one => one.Elapsed.TotalSeconds > 0 ? one.Moved / one.Elapsed.TotalSeconds : 0);
        return $"{_running.Count} files under way, {Amounts.Bytes(_running.Values.Sum(one => one.Position))}  {Amounts.Bytes((long)rate)}/s";
    }

    private sealed class Progress(ScreenReport report, string file) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report.Draw(file, value);
    }
}
