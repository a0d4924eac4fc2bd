using System.CommandLine;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd serve</c>: the server in the foreground. Everything is checked before the first socket opens.</summary>
internal static class ServeVerb
{
    public static Command Build()
    {
        Argument<string[]> config = ConfigurationArguments.Files();
        Option<string[]> overrides = ConfigurationArguments.Overrides();
        Command command = new("serve", "Serves in the foreground until it is interrupted, then lets running transfers finish.") { config, overrides };
        command.SetAction((result, _) =>
        {
            LoadedConfiguration Read() => ConfigurationArguments.Load(result.GetValue(config), result.GetValue(overrides) ?? [], needsFile: true);
            LoadedConfiguration loaded = Read();
            ConfigurationArguments.Complain(loaded, Severity.Warning);
            return loaded.Options is not null ? Daemon.RunAsync(loaded, Read, ready: null) : Task.FromResult(1);
        });
        return command;
    }
}
