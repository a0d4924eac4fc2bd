namespace Sealane.Interop.Tests.Network;

/// <summary>Runs one scenario of <c>Scripts/network_scenarios.py</c>.</summary>
internal static class NetworkScenario
{
    /// <summary>Logins and data in the clear: what is looked at is on the network, not in TLS.</summary>
    public const string Clear = "force_local_logins_ssl=NO\nforce_local_data_ssl=NO\n";

    public static Task<ToolRun> RunAsync(int port, string scenario, params string[] arguments) => Tool.RunAsync(
        "python3", [Path.Combine(AppContext.BaseDirectory, "Scripts", "network_scenarios.py"), scenario, Site.Text(port), Site.User, Site.Password, .. arguments]);
}
