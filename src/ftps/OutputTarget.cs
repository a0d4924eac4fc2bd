using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Sealane.Shell.Language;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>The file or program that a command's output was sent to.</summary>
internal sealed class OutputTarget
{
    private static readonly UTF8Encoding s_utf8 = new(false);
    private readonly Stream _bytes;
    private readonly Process? _filter;

    private OutputTarget(Stream bytes, Process? filter, CommandStreams around)
    {
        _bytes = bytes;
        _filter = filter;
        var text = new StreamWriter(bytes, s_utf8, leaveOpen: true) { NewLine = "\n" };
        Streams = new CommandStreams(TextWriter.Synchronized(text), bytes, around.Error, IsRedirected: true);
    }

    public CommandStreams Streams { get; }

    /// <summary>Whether the program has ended, or wants nothing more.</summary>
    public bool ReaderIsGone => _bytes is PipeStream { IsConnected: false };

    /// <exception cref="CommandException">The file cannot be made, or no shell can be started.</exception>
    public static OutputTarget Open(Redirection redirection, Place place, CommandStreams around)
    {
        if (redirection.Kind == RedirectionKind.Pipe)
        {
            around.Output.Flush();
            Process filter = LocalShell.StartFilter(redirection.Target, place);
            return new OutputTarget(filter.StandardInput.BaseStream, filter, around);
        }

        try
        {
            string path = place.Resolve(redirection.Target);
            return new OutputTarget(new FileStream(path, redirection.Kind == RedirectionKind.Append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.ReadWrite), null, around);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{redirection.Target}: {LocalFault.Of(e)}", e);
        }
    }

    /// <summary>Writes what is left, and waits for the program.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await Streams.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await _bytes.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The program did not want all of it (head, a pager that was left): that is its right.
        }

        if (_filter is not null)
        {
            await _filter.WaitForExitAsync().ConfigureAwait(false);
            _filter.Dispose();
        }
    }
}
