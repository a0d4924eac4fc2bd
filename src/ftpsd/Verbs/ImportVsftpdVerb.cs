using System.CommandLine;
using Sealane.Server.Compat;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd import vsftpd</c>: writes a vsftpd.conf anew as a configuration of ours that means the same, and checks it.</summary>
internal static class ImportVsftpdVerb
{
    // Debian's place, then Red Hat's.
    private static readonly string[] s_places = ["/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf"];

    private static readonly Argument<string?> File = new("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = $"vsftpd's configuration (default: {string.Join(" or ", s_places)})" };
    private static readonly Option<string> Output = new("--output") { HelpName = "FILE", Description = $"where to write it; - for standard output (default: {ConfigurationLoader.PackageFile} if there is one, else {ConfigurationLoader.StandardFile})", DefaultValueFactory = _ => ConfigurationArguments.StandardFile };
    private static readonly Option<bool> Force = new("--force") { Description = "replace FILE if it exists" };

    public static Command Build()
    {
        Command command = new("vsftpd", "write a vsftpd.conf anew as a configuration of ours that means the same") { File, Output, Force };
        command.SetAction(arguments =>
        {
            TextWriter output = arguments.InvocationConfiguration.Output, error = arguments.InvocationConfiguration.Error;
            try
            {
                return Import(arguments.GetValue(File), arguments.GetRequiredValue(Output), arguments.GetValue(Force), output, error);
            }
            catch (Refusal refusal)
            {
                error.WriteLine($"ftpsd: {refusal.Message}");
                return refusal.ExitCode;
            }
        });
        return command;
    }

    private static int Import(string? named, string target, bool force, TextWriter output, TextWriter error)
    {
        string source = Path.GetFullPath(named ?? s_places.FirstOrDefault(System.IO.File.Exists) ?? throw new Refusal($"there is neither {s_places[0]} nor {s_places[1]}; name the file"));
        byte[] content = ConfigurationLoader.ReadFile(source, out IReadOnlyList<Diagnostic> unread) ?? throw Unusable(unread, error, $"{source} cannot be imported");
        (string? text, IReadOnlyList<Diagnostic> findings) = new VsftpdImport(ThisHost.Facts).Translate(content, source);
        if (text is null)
        {
            throw Unusable(findings, error, $"{source} has lines that cannot be understood; nothing was written");
        }

        if (target == "-")
        {
            output.Write(text);
            return 0;
        }

        target = Path.GetFullPath(target);
        NewFile.Write(target, text, force);
        output.WriteLine($"wrote {target}, of {source}.\n");
        LoadedConfiguration made = ConfigurationArguments.Load(target, []);
        new ConfigurationReport(made) { Colored = ReportTerminal.Colored(output), Width = ReportTerminal.Width(output) }.Write(output, all: false);
        return made.Options is null ? Refusal.Failed : 0;
    }

    private static Refusal Unusable(IReadOnlyList<Diagnostic> findings, TextWriter error, string message)
    {
        foreach (Diagnostic finding in findings.Where(finding => finding.Severity == Severity.Error))
        {
            error.WriteLine(finding);
        }

        return new Refusal(message);
    }
}
