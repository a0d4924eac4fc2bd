using System.Collections.Frozen;
using System.Diagnostics;
using Sealane.Shell.Commands;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>Commands about files at a <c>file:</c> place: this machine has programs for them.</summary>
internal static class LocalPlace
{
    private static readonly FrozenDictionary<string, string[]> s_programs = new Dictionary<string, string[]>
    {
        ["ls"] = ["ls", "-l"],
        ["rels"] = ["ls", "-l"],
        ["nlist"] = ["ls"],
        ["renlist"] = ["ls"],
        ["cls"] = ["ls", "-p"],
        ["recls"] = ["ls", "-p"],
        ["find"] = ["find"],
        ["du"] = ["du"],
        ["mkdir"] = ["mkdir"],
        ["rmdir"] = ["rmdir"],
        ["rm"] = ["rm"],
        ["mv"] = ["mv"],
        ["ln"] = ["ln"],
        ["chmod"] = ["chmod"],
    }.ToFrozenDictionary();

    /// <summary>Whether a command is a program's business there.</summary>
    public static bool Serves(Place place, string command) => place.Site is { IsLocal: true } && s_programs.ContainsKey(command);

    /// <summary>Runs the program in the place's directory; what it writes goes where the command's output goes.</summary>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="CommandException">It cannot be started.</exception>
    public static async Task<int> RunAsync(CommandContext context)
    {
        string[] words = [.. s_programs[context.Name], .. context.Arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = DirectoryOf(context.Site), RedirectStandardOutput = true };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new CommandException($"{words[0]}: cannot be started");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"{words[0]}: {e.Message}", e);
        }

        using (process)
        {
            try
            {
                await process.StandardOutput.BaseStream.CopyToAsync(context.OutputBytes, context.Cancellation).ConfigureAwait(false);
                await process.WaitForExitAsync(context.Cancellation).ConfigureAwait(false);
            }
            catch
            {
                // Ctrl-C, or the program behind a pipe has ended: nobody reads on.
                process.Kill();
                throw;
            }

            return process.ExitCode;
        }
    }

    /// <summary>The place in another directory.</summary>
    /// <exception cref="CommandException">There is none of that name.</exception>
    public static Site Enter(Site site, string name)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string path = Path.GetFullPath(Path.Combine(DirectoryOf(site), name == "~" ? home : name.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, name[2..]) : name));
        return Directory.Exists(path) ? site with { Directory = path, Previous = site.Directory }
            : throw new CommandException($"{path}: {(File.Exists(path) ? "Not a directory" : "No such file or directory")}");
    }

    private static string DirectoryOf(Site site) => site.Directory.StartsWith('/') ? site.Directory
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), site.Directory.TrimStart('~').TrimStart('/'));
}
