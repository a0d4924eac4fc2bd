using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>edit: a file of the site in a local editor.</summary>
internal sealed class EditCommand : ShellCommand
{
    public override string Synopsis => "edit [OPTS] <file>";

    public override string Help => """
        Fetches a file, opens it in the editor of EDITOR (or VISUAL, or vi), and sends it back if it was changed.
         -k          keeps the local copy
         -o <temp>   the local copy's name
        """;

    public override OptionSpec[] Options => [new("k", 'k', "keep"), new("o", 'o', null, OptionArgument.Required)];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        if (arguments.Operands is not [{ } file, ..])
        {
            throw new CommandException("File name missed. Try `help edit' for more information.") { IsBare = true };
        }

        FilePlace remote = FilePlace.Remote(context, file);
        string? own = arguments.Value("o") is { } given ? null : Directory.CreateTempSubdirectory("ftps-edit-").FullName;
        string path = own is null ? context.Place.Resolve(arguments.Value("o")!) : Path.Combine(own, remote.Name);
        bool keeps = arguments.Has("k");
        try
        {
            int code = await EditAsync(context, remote, path).ConfigureAwait(false);
            keeps |= code != 0 && File.Exists(path);
            if (code != 0 && keeps)
            {
                context.Error.Write($"edit: the local copy is kept: {path}\n");
            }

            return code;
        }
        finally
        {
            if (!keeps)
            {
                File.Delete(path);
                if (own is not null)
                {
                    Directory.Delete(own, recursive: true);
                }
            }
        }
    }

    private static async Task<int> EditAsync(CommandContext context, FilePlace remote, string path)
    {
        var local = new FilePlace(null, path, path);
        if (await CopyAsync(context, new CopyTask(remote, local), new CopyOptions { DeletesTarget = true }).ConfigureAwait(false) != 0)
        {
            return 1;
        }

        byte[] before = await File.ReadAllBytesAsync(path, context.Cancellation).ConfigureAwait(false);
        string? editor = Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } first ? first : Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } second ? second : null;
        int code = await LocalShell.RunAsync($"{editor ?? "vi"} {Quoting.Argument(path)}", context.Shell, context.Place, context.Streams, context.Cancellation).ConfigureAwait(false);
        if (code != 0)
        {
            context.Error.Write($"edit: the editor ended with code {code}; nothing is sent\n");
            return 1;
        }

        return (await File.ReadAllBytesAsync(path, context.Cancellation).ConfigureAwait(false)).AsSpan().SequenceEqual(before)
            ? 0
            : await CopyAsync(context, new CopyTask(local, remote), new CopyOptions()).ConfigureAwait(false);
    }

    private static async Task<int> CopyAsync(CommandContext context, CopyTask task, CopyOptions options)
    {
        var running = new RunningCopy(task.Source.Name, new Job(context.Job.Text, context.Job), context);
        context.Job.Status = () => [running.Line(Screen.ScreenOutput.Width())];
        try
        {
            await FileCopy.Of(context, options, task, running).RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (CommandException e)
        {
            context.Error.Write(TransferBatch.Message(context.Name, task.Source.Shown, e.Message));
            return 1;
        }
        finally
        {
            context.Job.Status = null;
        }
    }
}
