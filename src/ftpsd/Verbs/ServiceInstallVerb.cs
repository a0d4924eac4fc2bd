using System.CommandLine;
using Sealane.Daemon.Identity;
using Sealane.Daemon.Systemd;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd service install</c>: writes the unit, and says which commands come next.</summary>
internal static class ServiceInstallVerb
{
    private static readonly Argument<string?> Config = ConfigurationArguments.Positional();
    private static readonly Option<string[]> Overrides = ConfigurationArguments.Overrides();
    private static readonly Option<string> ServiceUser = new("--service-user") { HelpName = "NAME", Description = "system user that the server runs as, unless local_enable=YES", DefaultValueFactory = _ => "ftpsd" };

    public static Command Build() => new Command("install", "write a hardened systemd unit for a configuration") { Config, ServiceUser, Overrides }.Does(Install);

    private static void Install(ParseResult arguments)
    {
        string file = Path.GetFullPath(arguments.GetValue(Config) ?? ConfigurationArguments.StandardFile);
        string[] overrides = arguments.GetValue(Overrides) ?? [];
        LoadedConfiguration loaded = ConfigurationArguments.Load(arguments.GetValue(Config) is null && !File.Exists(file) ? null : file, overrides);
        ConfigurationArguments.Complain(loaded, Severity.Error);
        ServerOptions options = loaded.Options ?? throw new Refusal($"the configuration is not usable; 'ftpsd check {file}' shows it");
        string user = arguments.GetRequiredValue(ServiceUser);
        var unit = new ServiceUnit(Environment.ProcessPath ?? throw new Refusal("the path of this program is unknown"), file, overrides, options, user);
        string text = unit.Write(), path = ServiceVerb.UnitPath(arguments), name = Path.GetFileNameWithoutExtension(path);
        if (arguments.GetValue(ServiceVerb.DryRun))
        {
            arguments.InvocationConfiguration.Output.Write(text);
            return;
        }

        if (File.Exists(path) && !ServiceUnit.IsOurs(path))
        {
            throw new Refusal($"{path} is not of 'ftpsd service install', or was edited by somebody who took its first line away: it stays. Choose another name (--name), or move it away");
        }

        File.WriteAllText(path, text);
        TextWriter output = arguments.InvocationConfiguration.Output;
        output.WriteLine($"wrote {path}. Next:");
        if (!options.NeedsRoot && SystemUser.Find(user) is null)
        {
            output.WriteLine($"  useradd --system --home-dir {options.StateDirectory} --shell /usr/sbin/nologin {user}");
        }

        if (!File.Exists(file))
        {
            output.WriteLine($"  {(File.Exists("/etc/vsftpd.conf") ? $"cp /etc/vsftpd.conf {file}" : $"touch {file}")}        then edit it; ftpsd check {file} explains it");
        }

        output.WriteLine("  systemctl daemon-reload");
        output.WriteLine($"  systemctl enable --now {name}");
        output.WriteLine($"  ftpsd status {file}");
    }
}
