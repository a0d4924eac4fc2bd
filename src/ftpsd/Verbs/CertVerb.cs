using System.CommandLine;
using Sealane.Daemon.Identity;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd cert …</c>: the local authority and the server's certificate.</summary>
internal static class CertVerb
{
    private static readonly Option<string?> Config = new("--config") { HelpName = "CONFIG", Description = $"configuration to take state_dir from ({ConfigurationLoader.PackageFile}, else {ConfigurationLoader.StandardFile})", Recursive = true };
    private static readonly Option<string?> StateDir = new("--state-dir") { HelpName = "DIR", Description = "state directory, whatever the configuration says", Recursive = true };
    private static readonly Option<bool> Json = new("--json") { Description = "answer in JSON", Recursive = true };

    public static Command Build() => new("cert", "make and show certificates")
    {
        Config, StateDir, Json, CertCaVerb.Build(), CertCreateVerb.Build(), CertShowVerb.Build(),
    };

    /// <summary>Gives a sub-verb its action; every failure becomes one line and an exit code.</summary>
    internal static Command Does(this Command command, Action<CertContext> action)
    {
        command.SetAction(arguments =>
        {
            try
            {
                string? state = arguments.GetValue(StateDir), config = arguments.GetValue(Config);
                action(new CertContext(arguments, StatePaths.Certificates(state, config), StatePaths.OwnCertificate(state, config), arguments.GetValue(Json)));
                string directory = StatePaths.Resolve(state, config);
                if (StatePaths.Heir(directory, state, config) is { } heir)
                {
                    StateOwnership.Give(directory, heir);
                }

                return 0;
            }
            catch (Refusal refusal)
            {
                arguments.InvocationConfiguration.Error.WriteLine($"ftpsd: {refusal.Message}");
                return refusal.ExitCode;
            }
            catch (CertificateException failure)
            {
                arguments.InvocationConfiguration.Error.WriteLine($"ftpsd: {failure.Message}");
                return Refusal.Failed;
            }
        });
        return command;
    }
}
