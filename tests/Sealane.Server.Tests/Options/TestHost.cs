using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

/// <summary>A machine made of a table of paths; whatever is not in it is missing.</summary>
internal static class TestHost
{
    public static LoadedConfiguration Check(string content, params string[] overrides) => Check(Encoding.UTF8.GetBytes(content), overrides);

    public static LoadedConfiguration Check(byte[] content, params string[] overrides) => With([]).Parse(content, "/etc/test.conf", overrides);

    public static ConfigurationLoader With(Dictionary<string, FileCondition> files, string? certificateFault = null) => new(new HostFacts
    {
        StateDirectory = "/var/lib/test",
        Probe = path => files.TryGetValue(path, out FileCondition condition) ? condition : path is "/var/log" or "/" ? FileCondition.Directory : FileCondition.Missing,
        CertificateFault = (_, _) => certificateFault,
    });

    public static ServerOptions Usable(string content, params string[] overrides)
    {
        LoadedConfiguration loaded = Check(content, overrides);
        Assert.DoesNotContain(loaded.Diagnostics, d => d.Severity == Severity.Error);
        return Assert.IsType<ServerOptions>(loaded.Options);
    }

    /// <summary>The one error of a configuration that must not be usable.</summary>
    public static Diagnostic Error(string content, params string[] overrides) => Error(Check(content, overrides));

    public static Diagnostic Error(LoadedConfiguration loaded)
    {
        Assert.Null(loaded.Options);
        return Assert.Single(loaded.Diagnostics, d => d.Severity == Severity.Error);
    }

    /// <summary>The one warning about an option, in a configuration that is usable all the same.</summary>
    public static Diagnostic Warning(string option, string content, params string[] overrides)
    {
        LoadedConfiguration loaded = Check(content, overrides);
        Assert.NotNull(loaded.Options);
        return Assert.Single(loaded.Diagnostics, d => d.Severity == Severity.Warning && d.Option == option);
    }
}
