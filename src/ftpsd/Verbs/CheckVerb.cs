using System.CommandLine;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd check</c>: what a configuration means, and everything that is wrong with it. Exit code 1 on any error.</summary>
internal static class CheckVerb
{
    public static Command Build()
    {
        Argument<string?> config = ConfigurationArguments.Positional();
        Option<string[]> overrides = ConfigurationArguments.Overrides();
        Option<bool> all = new("--all") { Description = "Every option there is, not only those that are set." };
        Option<bool> json = new("--json") { Description = "One JSON object for programs to read; has every option." };
        Command command = new("check", "Shows what each option of a configuration does here, and everything that is wrong with it.") { config, overrides, all, json };
        command.SetAction(result =>
        {
            LoadedConfiguration loaded = ConfigurationArguments.Load(result.GetValue(config), result.GetValue(overrides) ?? []);
            ConfigurationReport report = new(loaded);
            if (result.GetValue(json))
            {
                using Stream output = Console.OpenStandardOutput();
                report.WriteJson(output);
                output.WriteByte((byte)'\n');
            }
            else
            {
                report.Write(result.InvocationConfiguration.Output, result.GetValue(all));
            }

            return loaded.Options is null ? 1 : 0;
        });
        return command;
    }
}
