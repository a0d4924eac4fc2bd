using System.Globalization;
using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary>Tells what a mirror does, as the other verbs tell it.</summary>
/// <param name="report">Where to.</param>
/// <param name="up">The direction.</param>
/// <param name="isDry">Nothing is done, so what would be is the result, and goes to standard output.</param>
internal sealed class MirrorNews(Report report, bool up, bool isDry) : IProgress<MirrorEvent>
{
    private readonly Dictionary<string, IProgress<TransferProgress>?> _running = new(StringComparer.Ordinal);

    private string Transfer => up ? "upload" : "download";

    public void Report(MirrorEvent value)
    {
        switch (value.Kind)
        {
            case MirrorEventKind.Transferring when isDry:
                Done(value, Transfer, value.Length);
                break;
            case MirrorEventKind.Progress:
                Progress(value);
                break;
            case MirrorEventKind.Finished:
                _ = _running.Remove(value.Path);
                Done(value, Transfer, value.Moved);
                break;
            case MirrorEventKind.MakingDirectory:
                Done(value, "make_directory", null);
                break;
            case MirrorEventKind.MakingLink:
                Done(value, "make_link", null);
                break;
            case MirrorEventKind.Removed:
                Done(value, value.IsDirectory ? "remove_directory" : "remove", null);
                break;
            case MirrorEventKind.SourceRemoved:
                Done(value, value.IsDirectory ? "remove_source_directory" : "remove_source", null);
                break;
            case MirrorEventKind.Retrying:
                report.Retry(0, 0, TimeSpan.Zero, new IOException($"{Named(value)}{value.Message}"));
                break;
            case MirrorEventKind.Warning:
                report.Warn($"{Named(value)}{value.Message}");
                break;
            default:
                // What is compared, left out or given up is in the final report.
                break;
        }
    }

    // The top has no name of its own here; the message says what it is about.
    private static string Named(MirrorEvent value) => value.Path.Length > 0 ? value.Path + ": " : "";

    /// <summary>Errors, what was kept though it should go, and why nothing happened if nothing did.</summary>
    public void Conclude(MirrorReport result, RemoteUrl url)
    {
        foreach (MirrorError error in result.Errors)
        {
            string message = error.Message.Contains(error.Path, StringComparison.Ordinal) ? error.Message : $"{error.Path}: {error.Message}";
            report.Fail(new FtpsException(error.Failure, message, connectionUsable: true, (error.Error as FtpsException)?.Reply, error.Error), url with { Path = error.Path });
        }

        foreach (string withheld in result.DeletionsWithheld)
        {
            report.Fail(new FtpsException(FtpsFailure.Refused, $"not deleted: {withheld}", connectionUsable: true), url);
        }

        if (result.Succeeded && !result.Changed)
        {
            report.Remark(result.Files + result.Links == 0
                ? "nothing to do: there are no files in the source, or none that take part"
                : string.Create(CultureInfo.InvariantCulture, $"nothing to do: {result.Files + result.Links} files are the same already, or were not asked for"));
        }
    }

    private void Progress(MirrorEvent value)
    {
        if (!_running.TryGetValue(value.Path, out IProgress<TransferProgress>? progress))
        {
            _running[value.Path] = progress = report.ProgressOf(value.Path);
        }

        progress?.Report(new TransferProgress(value.Moved, value.Offset + value.Moved, value.Length, value.Elapsed));
    }

    private void Done(MirrorEvent value, string action, long? bytes)
    {
        if (isDry && !report.IsJson)
        {
            Console.Out.WriteLine($"{action.Replace('_', ' ')} {Protocol.PrintableText.Escape(value.Path)}");
            report.Count();
            return;
        }

        report.Done(new FileEvent(action, value.Path)
        {
            Target = value.TargetPath ?? value.LinkTarget,
            Bytes = bytes,
            Seconds = bytes is null || isDry ? null : Math.Round(value.Elapsed.TotalSeconds, 3),
        });
    }
}
