using System.CommandLine;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd check</c>: what a configuration means, and everything that is wrong with it. Exit code 0: usable, with or without warnings; 1: an error, and the server would not start; 2: the command line makes no sense.</summary>
internal static class CheckVerb
{
    public static Command Build()
    {
        Argument<string[]> config = ConfigurationArguments.Files();
        Option<string[]> overrides = ConfigurationArguments.Overrides();
        Option<bool> all = new("--all") { Description = "Every option there is, not only those that are set." };
        Option<bool> json = new("--json") { Description = "One JSON object for programs to read; has every option." };
        Command command = new("check", "Shows what each option of a configuration does here, and everything that is wrong with it.") { config, overrides, all, json };
        command.SetAction(result =>
        {
            LoadedConfiguration loaded = ConfigurationArguments.Load(result.GetValue(config), result.GetValue(overrides) ?? []);
            if (result.GetValue(json))
            {
                using Stream output = Console.OpenStandardOutput();
                ConfigurationJson.Write(loaded, output);
                output.WriteByte((byte)'\n');
            }
            else
            {
                TextWriter output = result.InvocationConfiguration.Output;
                new ConfigurationReport(loaded) { Colored = ReportTerminal.Colored(output), Width = ReportTerminal.Width(output) }.Write(output, result.GetValue(all));
            }

            return loaded.Options is null ? 1 : 0;
        });
        return command;
    }
}
