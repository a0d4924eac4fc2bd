using System.Reflection;
using Microsoft.Extensions.Logging;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Logging;

/// <summary>Events can be told apart by number, and the ones that operators ask for are there.</summary>
public sealed class EventTests
{
    [Fact]
    public void Every_event_has_a_number_of_its_own()
    {
        Assembly[] assemblies = [typeof(FtpsServer).Assembly, typeof(Sealane.Transport.Heartbeat).Assembly, typeof(Sealane.Accounts.Sql.SqliteAccountStore).Assembly];
        (int Id, string Method)[] events =
        [
            .. assemblies.SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(method => (Attribute: method.GetCustomAttribute<LoggerMessageAttribute>(), Method: $"{method.DeclaringType}.{method.Name}"))
                .Where(found => found.Attribute is not null)
                .Select(found => (found.Attribute!.EventId, found.Method)),
        ];

        Assert.True(events.Length > 20, "the events were found");
        Assert.DoesNotContain(events, found => found.Id <= 0);
        Assert.Empty(events.GroupBy(found => found.Id).Where(group => group.Count() > 1).Select(group => string.Join(" = ", group)));
    }

    [Theory]
    [InlineData("", LogLevel.Debug)]
    [InlineData("\ndebug_ssl=YES", LogLevel.Information)]
    public async Task Tls_detail_is_information_for_those_who_ask(string config, LogLevel expected)
    {
        await using SessionHarness harness = new("ssl_enable=YES" + config);
        await using TestClient client = await harness.LoggedInAsync();
        await client.DownloadAsync("NLST");

        (LogLevel Level, int Event, string Text)[] lines = [.. harness.Log.Lines.Where(line => line.Event == 4105)];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(expected, line.Level));
        Assert.Contains("TLSv1.", lines[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounce_attempt_is_logged_with_its_target()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();

        await client.AskAsync("PORT 10,0,0,1,0,25", 500);
        Assert.Contains("10.0.0.1:25", Assert.Single(harness.Log.Of(4104)), StringComparison.Ordinal);
    }
}
