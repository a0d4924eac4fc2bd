using System.CommandLine;
using Sealane.Server.Control;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary>How the verbs that ask a running server find it, and what their exit codes are: those of systemctl, as far as it has them.</summary>
internal sealed class ControlArguments
{
    public const int NotRunning = 3;
    public const int Unknown = 4;

    private readonly Argument<string?> _config = new("CONFIG") { Description = $"the configuration that the server was started with, or the directory of a quickstart ({ConfigurationLoader.PackageFile}, else {ConfigurationLoader.StandardFile})", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _stateDir = new("--state-dir") { HelpName = "DIR", Description = "the server's state directory, whatever the configuration says" };
    private readonly Option<bool> _json = new("--json") { Description = "answer in JSON" };

    /// <summary>Puts the words into a command, behind those that it has, and gives it its action; failures become one line and an exit code.</summary>
    public Command Complete(Command command, Func<ControlContext, CancellationToken, Task<int>> action)
    {
        command.Add(_config);
        command.Add(_stateDir);
        command.Add(_json);
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                string directory = StatePaths.Likely(arguments.GetValue(_stateDir), ConfigurationFile(arguments));
                return await action(new ControlContext(arguments, directory, arguments.GetValue(_json)), cancellation).ConfigureAwait(false);
            }
            catch (ControlException failure)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"ftpsd: {failure.Message}").ConfigureAwait(false);
                return failure.Failure switch { ControlFailure.NotRunning => NotRunning, ControlFailure.Refused => Refusal.Failed, _ => Unknown };
            }
            catch (Refusal refusal)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"ftpsd: {refusal.Message}").ConfigureAwait(false);
                return refusal.ExitCode == Refusal.Usage ? Refusal.Usage : Unknown;
            }
        });
        return command;
    }

    /// <summary>The configuration file that was named: quickstart's, when its directory was.</summary>
    public string? ConfigurationFile(ParseResult arguments) =>
        arguments.GetValue(_config) is { Length: > 0 } path && Directory.Exists(path) ? Path.Combine(path, "ftpsd.conf") : arguments.GetValue(_config);

    public string? StateDirectory(ParseResult arguments) => arguments.GetValue(_stateDir);
}
