using System.CommandLine;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd service …</c>: the server as a service of systemd.</summary>
internal static class ServiceVerb
{
    public static readonly Option<string> Name = new("--name") { Description = "name of the unit, without .service", DefaultValueFactory = _ => "ftpsd", Recursive = true };
    public static readonly Option<string> UnitDirectory = new("--unit-dir") { HelpName = "DIR", Description = "where units of this machine are", DefaultValueFactory = _ => "/etc/systemd/system", Recursive = true };
    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "print what would be written or removed, and do nothing", Recursive = true };

    public static Command Build() => new("service", "Runs the server under systemd: writes or removes a hardened unit.")
    {
        Name, UnitDirectory, DryRun, ServiceInstallVerb.Build(), ServiceRemoveVerb.Build(),
    };

    /// <summary>Path of the unit that is meant.</summary>
    /// <exception cref="Refusal">The name cannot be a unit's.</exception>
    public static string UnitPath(ParseResult arguments)
    {
        string name = arguments.GetRequiredValue(Name);
        return name.Length is > 0 and <= 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? Path.Combine(arguments.GetRequiredValue(UnitDirectory), name + ".service")
            : throw new Refusal($"{UserText.Quote(name)} cannot be a unit's name: letters, digits, '-', '_' and '.' can", Refusal.Usage);
    }

    /// <summary>Gives a sub-verb its action; failures become one line and an exit code.</summary>
    internal static Command Does(this Command command, Action<ParseResult> action)
    {
        command.SetAction(arguments =>
        {
            try
            {
                action(arguments);
                return 0;
            }
            catch (Exception failure) when (failure is Refusal or IOException or UnauthorizedAccessException)
            {
                arguments.InvocationConfiguration.Error.WriteLine($"ftpsd: {failure.Message.ReplaceLineEndings(" ")}");
                return failure is Refusal refusal ? refusal.ExitCode : Refusal.Failed;
            }
        });
        return command;
    }
}
