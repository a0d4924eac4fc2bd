using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary><c>require_ssl_reuse=YES</c>: every data connection proves that it belongs to its control connection.</summary>
public sealed class StrictSite : SharedSite
{
    protected override string Settings => "require_ssl_reuse=YES";
}

public sealed class SessionReuseTests(StrictSite shared) : ClientTests(shared), IClassFixture<StrictSite>
{
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Two_hundred_data_connections_in_a_row_use_each_ticket_once(string version) =>
        Assert.Equal("200 resumed\n", (await Scenario.RunAsync(Site, "each_ticket_once", version, "localhost")).Succeeded());

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task So_do_two_hundred_uploads_that_read_no_ticket(string version) =>
        Assert.Equal("200 resumed\n", (await Scenario.RunAsync(Site, "tickets_from_control", version, "localhost")).Succeeded());

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_session_of_another_control_connection_does_not_do(string version) =>
        Assert.Contains("another control connection", (await Scenario.RunAsync(Site, "foreign_session", version, "localhost")).Succeeded(), StringComparison.Ordinal);

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_client_that_resumes_nothing_is_told_why(string version) =>
        Assert.Contains("require_ssl_reuse", (await Scenario.RunAsync(Site, "refused_without_session", version, "localhost")).Succeeded(), StringComparison.Ordinal);
}
