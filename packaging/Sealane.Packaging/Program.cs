using System.Globalization;

namespace Sealane.Packaging;

/// <summary>Writes what the packages need beside the programs: manual pages, completions, units.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [{ } sources, { } target, { } version, { } epoch] || !long.TryParse(epoch, CultureInfo.InvariantCulture, out long seconds))
        {
            Console.Error.WriteLine("usage: Sealane.Packaging SOURCES TARGET VERSION SECONDS-SINCE-1970");
            return 2;
        }

        string date = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach ((string name, string text) in Files(sources, version, date))
        {
            string path = Path.Combine(target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return 0;
    }

    /// <summary>Each file by its path below the target.</summary>
    /// <param name="sources">The directory <c>packaging</c>.</param>
    /// <param name="version">Of the programs.</param>
    /// <param name="date">Of the manual pages.</param>
    internal static IEnumerable<(string Name, string Text)> Files(string sources, string version, string date)
    {
        CommandNode ftpsd = ProgramTrees.Ftpsd(), ftps = ProgramTrees.Ftps();
        string Page(string name, params (string Mark, string Text)[] parts) => parts
            .Concat([("@VERSION@", version), ("@DATE@", date)])
            .Aggregate(File.ReadAllText(Path.Combine(sources, "man", name + ".in")), (page, part) => page.Replace(part.Item1, part.Item2.TrimEnd('\n'), StringComparison.Ordinal));

        yield return ("man/ftpsd.8", Page("ftpsd.8", ("@COMMANDS@", CommandPages.Commands(ftpsd))));
        yield return ("man/ftpsd.conf.5", Page("ftpsd.conf.5", ("@OPTIONS@", OptionPage.Options())));
        yield return ("man/ftps.1", Page(
            "ftps.1",
            ("@OPTIONS@", CommandPages.Options(ftps.Options)),
            ("@COMMANDS@", CommandPages.Commands(ftps)),
            ("@SHELL@", CommandPages.ShellCommands()),
            ("@SETTINGS@", CommandPages.ShellSettings())));
        foreach (CommandNode program in (CommandNode[])[ftpsd, ftps])
        {
            yield return ($"bash/{program.Name}", BashCompletion.Of(program));
            yield return ($"zsh/_{program.Name}", ZshCompletion.Of(program));
            yield return ($"fish/{program.Name}.fish", FishCompletion.Of(program));
        }

        string configuration = Path.Combine(sources, "debian", "ftpsd", "ftpsd.conf");
        yield return ("systemd/ftpsd.service", Units.Service(configuration, "/usr/sbin/ftpsd", "/etc/ftpsd/ftpsd.conf"));
        yield return ("systemd/local/ftpsd.service", Units.Service(configuration, "/usr/local/sbin/ftpsd", "/usr/local/etc/ftpsd/ftpsd.conf"));
        yield return ("systemd/ftpsd.socket", Units.Socket);
    }
}
