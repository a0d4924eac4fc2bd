using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sealane.Client;

namespace Sealane.Shell.OneShots.Events;

/// <summary>One JSON object a line, each written whole and at once.</summary>
/// <param name="verb">The words before the operands.</param>
/// <param name="output">Standard output, or standard error where standard output carries a file.</param>
internal sealed class JsonReport(string verb, Stream output) : Report(verb)
{
    public override bool IsJson => true;

    public override void Start(IEnumerable<string> operands) => Write(new StartEvent(Verb, [.. operands], DateTimeOffset.UtcNow), EventJson.Default.StartEvent);

    public override IProgress<TransferProgress> ProgressOf(string file) => new Progress(this, file);

    public override void Tell(EntryEvent entry) => Write(entry, EventJson.Default.EntryEvent);

    public override void Tell(HashEvent hash) => Write(hash, EventJson.Default.HashEvent);

    public override void Tell(ServerEvent server) => Write(server, EventJson.Default.ServerEvent);

    public override void Tell(CheckEvent check) => Write(check, EventJson.Default.CheckEvent);

    protected override void Show(FileEvent done) => Write(done, EventJson.Default.FileEvent);

    protected override void Show(ErrorEvent error) => Write(error, EventJson.Default.ErrorEvent);

    protected override void Show(RetryEvent retry) => Write(retry, EventJson.Default.RetryEvent);

    protected override void Show(WarningEvent warning) => Write(warning, EventJson.Default.WarningEvent);

    protected override void Show(SummaryEvent summary) => Write(summary, EventJson.Default.SummaryEvent);

    private void Write<T>(T value, JsonTypeInfo<T> type)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        lock (Gate)
        {
            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Events come from the midst of transfers, which are worth more than what is told of them: those go on, and the end says that not all was told.
                Lost ??= e;
            }
        }
    }

    private sealed class Progress(JsonReport report, string file) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report.Write(
            new ProgressEvent(file, value.Position, value.Total, value.Elapsed > TimeSpan.Zero ? (long)(value.Moved / value.Elapsed.TotalSeconds) : 0),
            EventJson.Default.ProgressEvent);
    }
}
