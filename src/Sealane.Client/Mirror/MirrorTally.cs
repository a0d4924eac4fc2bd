namespace Sealane.Client.Mirroring;

/// <summary>Counts and tells: events go out one after the other, and the report is what was told.</summary>
internal sealed class MirrorTally(IProgress<MirrorEvent>? events)
{
    private readonly Lock _gate = new();
    private readonly List<MirrorError> _errors = [];
    private readonly List<string> _withheld = [];
    private MirrorReport _report = new();

    internal bool Listens => events is not null;

    internal int Errors
    {
        get
        {
            lock (_gate)
            {
                return _errors.Count;
            }
        }
    }

    internal MirrorReport Report(TimeSpan elapsed)
    {
        lock (_gate)
        {
            return _report with { Errors = [.. _errors], DeletionsWithheld = [.. _withheld], Elapsed = elapsed };
        }
    }

    internal void Tell(MirrorEvent what, Func<MirrorReport, MirrorReport>? count = null)
    {
        lock (_gate)
        {
            if (count is not null)
            {
                _report = count(_report);
            }

            events?.Report(what);
        }
    }

    internal void Count(Func<MirrorReport, MirrorReport> count)
    {
        lock (_gate)
        {
            _report = count(_report);
        }
    }

    internal void Fail(string path, Exception error, bool isDirectory = false) =>
        Fail(path, error.Message, error is FtpsException known ? known.Failure : FtpsFailure.LocalFile, error, isDirectory);

    internal void Fail(string path, string message, FtpsFailure failure, Exception? error = null, bool isDirectory = false)
    {
        lock (_gate)
        {
            _errors.Add(new MirrorError(path, message, failure, error));
            events?.Report(new MirrorEvent(MirrorEventKind.Failed, path) { Message = message, Error = error, IsDirectory = isDirectory });
        }
    }

    internal void Withhold(string path, string why)
    {
        lock (_gate)
        {
            string message = $"{(path.Length == 0 ? "." : path)}: nothing is deleted here: {why}";
            _withheld.Add(message);
            events?.Report(new MirrorEvent(MirrorEventKind.Warning, path) { Message = message, IsDirectory = true });
        }
    }
}
