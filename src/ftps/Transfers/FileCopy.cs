using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Transfers;

/// <summary>The copying of one file; one class for each pair of a source and a target.</summary>
/// <param name="context">The command.</param>
/// <param name="options">What its options ask for.</param>
/// <param name="task">The file.</param>
/// <param name="running">Told how far it is.</param>
internal abstract class FileCopy(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running)
{
    protected CommandContext Context => context;

    protected CopyOptions Options => options;

    protected FilePlace Source => task.Source;

    protected FilePlace Target { get; } = task.Destination;

    protected RunningCopy Running => running;

    protected SiteFiles Files { get; } = new(context);

    protected CancellationToken Cancellation => running.Slot.Cancellation;

    /// <summary>The right one for a file.</summary>
    public static FileCopy Of(CommandContext context, CopyOptions options, CopyTask task, RunningCopy running) => (task.Source.IsLocal, task.Target.IsLocal) switch
    {
        (false, true) => new DownloadCopy(context, options, task, running),
        (true, false) => new UploadCopy(context, options, task, running),
        (false, false) => ServerCopy.IsWanted(context, task) ? new ServerCopy(context, options, task, running) : new RelayCopy(context, options, task, running),
        (true, true) => new LocalCopy(context, options, task, running),
    };

    /// <summary>Copies it, and removes the source if that was asked for.</summary>
    /// <exception cref="CommandException">It failed; the message says what and where.</exception>
    public async Task RunAsync()
    {
        await CopyAsync().ConfigureAwait(false);
        if (options.DeletesSource)
        {
            try
            {
                await Files.DeleteAsync(Source, running.Slot).ConfigureAwait(false);
            }
            catch (FtpsException e)
            {
                throw Fault(e, Source);
            }
        }
    }

    protected abstract Task CopyAsync();

    /// <summary>A server's refusal, with the name that it was about.</summary>
    protected CommandException Fault(FtpsException fault, FilePlace about) => new(RemoteFault.Text(fault, about.Path.StartsWith('~') ? Files.AbsolutePath ?? about.Path : about.Path), fault);

    /// <summary>A local file's fault.</summary>
    protected static CommandException Fault(Exception fault, FilePlace about) => new($"{about.Path}: {LocalFault.Of(fault)}", fault);

    /// <summary>Opens the local source.</summary>
    /// <exception cref="CommandException">It is no file that can be read.</exception>
    protected FileStream OpenSource()
    {
        string path = Source.Path;
        string? wrong = Directory.Exists(path) ? "Is a directory" : path.EndsWith('/') && File.Exists(path.TrimEnd('/')) ? "Not a directory" : null;
        if (wrong is not null)
        {
            throw new CommandException($"{path}: {wrong}");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(e, Source);
        }
    }

    /// <summary>Makes the directory that the local target is to be in.</summary>
    protected void MakeLocalDirectory()
    {
        if (!options.MakesDirectories)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Target.Path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(e, Target);
        }
    }
}
