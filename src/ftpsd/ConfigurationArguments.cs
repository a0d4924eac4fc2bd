using System.CommandLine;
using Sealane.Server.Options;

namespace Sealane.Daemon;

/// <summary>The words by which every verb is told its configuration: <c>CONFIG</c> or <c>--config CONFIG</c>, and <c>-oNAME=VALUE</c>.</summary>
internal static class ConfigurationArguments
{
    /// <summary><c>[CONFIG]</c>, for <c>serve</c> and <c>check</c>; null when left out.</summary>
    public static Argument<string?> Positional() => new("CONFIG")
    {
        Description = $"Configuration file (default: {ConfigurationLoader.PackageFile}, else {ConfigurationLoader.StandardFile}).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary><c>--config CONFIG</c>, for verbs whose words are something else; null when left out.</summary>
    public static Option<string?> Named() => new("--config")
    {
        Description = $"Configuration file (default: {ConfigurationLoader.PackageFile}, else {ConfigurationLoader.StandardFile}).",
        HelpName = "CONFIG",
    };

    /// <summary><c>-oNAME=VALUE</c>, any number of times.</summary>
    public static Option<string[]> Overrides() => new("-o")
    {
        Description = "Sets an option on top of the file, as vsftpd takes it: -oNAME=VALUE.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>The command line with each attached <c>-oNAME=VALUE</c> taken apart into <c>-o</c> and <c>NAME=VALUE</c>.</summary>
    public static string[] Detach(IEnumerable<string> arguments)
    {
        List<string> detached = [];
        bool options = true;
        foreach (string argument in arguments)
        {
            options &= argument != "--";
            if (options && argument.Length > 2 && argument.StartsWith("-o", StringComparison.Ordinal))
            {
                detached.Add("-o");
                detached.Add(argument[2..]);
            }
            else
            {
                detached.Add(argument);
            }
        }

        return [.. detached];
    }

    /// <summary>Writes what is wrong to standard error, one line each.</summary>
    /// <param name="loaded">What was loaded.</param>
    /// <param name="least">Findings below this are left out.</param>
    public static void Complain(LoadedConfiguration loaded, Severity least)
    {
        foreach (Diagnostic diagnostic in loaded.Diagnostics.Where(d => d.Severity >= least))
        {
            Console.Error.WriteLine(diagnostic);
        }
    }

    /// <summary>The configuration file of this machine when none is named.</summary>
    public static string StandardFile => new ConfigurationLoader(ThisHost.Facts).File;

    /// <summary>Loads the configuration for the machine that this runs on.</summary>
    public static LoadedConfiguration Load(string? file, IReadOnlyList<string> overrides, bool needsFile = false) =>
        new ConfigurationLoader(ThisHost.Facts).Load(file, overrides, needsFile);
}
