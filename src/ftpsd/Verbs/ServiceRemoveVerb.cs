using System.CommandLine;
using Sealane.Daemon.Systemd;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd service remove</c>: removes the unit that install wrote, and nothing else.</summary>
internal static class ServiceRemoveVerb
{
    public static Command Build() => new Command("remove", "remove the unit again; configuration, accounts and files stay").Does(arguments =>
    {
        string path = ServiceVerb.UnitPath(arguments), name = Path.GetFileNameWithoutExtension(path);
        TextWriter output = arguments.InvocationConfiguration.Output;
        if (!File.Exists(path))
        {
            throw new Refusal($"there is no {path}");
        }

        if (!ServiceUnit.IsOurs(path))
        {
            throw new Refusal($"{path} is not of 'ftpsd service install': it stays");
        }

        if (arguments.GetValue(ServiceVerb.DryRun))
        {
            output.WriteLine($"would remove {path}");
            return;
        }

        File.Delete(path);
        output.WriteLine($"removed {path}. Next, if it was running:\n  systemctl stop {name}\n  systemctl disable {name}\n  systemctl daemon-reload");
    });
}
