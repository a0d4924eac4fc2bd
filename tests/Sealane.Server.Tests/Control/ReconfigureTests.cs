using System.Net;
using System.Net.Sockets;
using Sealane.Server.Options;
using Sealane.Server.Tests.Options;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Control;

/// <summary>A server takes up another configuration as a whole or not at all, and never for sessions that are open.</summary>
public sealed class ReconfigureTests
{
    [Fact]
    public async Task Open_sessions_keep_their_options_and_new_ones_get_the_new()
    {
        await using SessionHarness harness = new();
        await using TestClient old = await harness.LoggedInAsync();
        ServerOptions changed = With(harness, "ftpd_banner=Changed.\nmdtm_write=NO\ncmds_denied=MKD\npasv_min_port=21000\npasv_max_port=21099", harness.EndPoint);

        Assert.Empty(await harness.Server.ReconfigureAsync(changed, null));
        await old.AskAsync("MKD before", 257);
        Assert.InRange(PassivePort(await old.AskAsync("EPSV", 229)), 20000, 20999);
        await using TestClient fresh = await harness.ConnectAsync();
        await fresh.ExpectAsync(220, "^220 Changed.$");
        await fresh.LogInAsync();
        await fresh.AskAsync("MKD after", 550);
        Assert.InRange(PassivePort(await fresh.AskAsync("EPSV", 229)), 21000, 21099);
    }

    [Fact]
    public async Task Listeners_come_and_go_and_the_rest_stay()
    {
        await using SessionHarness harness = new();
        IPEndPoint first = harness.EndPoint, second = new(IPAddress.Loopback, FreePort());

        Assert.Equal([$"listening on {second}"], await harness.Server.ReconfigureAsync(With(harness, "", first, second), null));
        await using TestClient throughSecond = await TestClient.ConnectAsync(second, "127.0.0.1");
        await throughSecond.ExpectAsync(220);
        Assert.Equal([$"no longer listening on {first}"], await harness.Server.ReconfigureAsync(With(harness, "", second), null));
        await Assert.ThrowsAsync<SocketException>(() => TestClient.ConnectAsync(first, "127.0.0.1"));
        await throughSecond.AskAsync("NOOP", 200);
        Assert.Equal([second], harness.Server.EndPoints);
    }

    [Fact]
    public async Task An_address_that_grows_around_its_port_replaces_the_old_one()
    {
        await using SessionHarness harness = new();
        int port = harness.EndPoint.Port;

        await harness.Server.ReconfigureAsync(With(harness, "", new IPEndPoint(IPAddress.Any, port)), null);
        await using TestClient client = await TestClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), "127.0.0.1");
        await client.ExpectAsync(220);
    }

    [Fact]
    public async Task What_cannot_be_bound_leaves_everything_as_it_was()
    {
        await using SessionHarness harness = new();
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = harness.EndPoint.Port;
        IPEndPoint taken = (IPEndPoint)other.LocalEndpoint;

        // The wildcard needs the old socket out of its way, and then the second one fails.
        ServerOptions impossible = With(harness, "ftpd_banner=Changed.", new IPEndPoint(IPAddress.Any, port), taken);
        ListenException refused = await Assert.ThrowsAsync<ListenException>(() => harness.Server.ReconfigureAsync(impossible, null));
        Assert.Contains(taken.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, port)], harness.Server.EndPoints);
        await using TestClient client = await harness.ConnectAsync();
        Assert.DoesNotContain("Changed", await client.ExpectAsync(220), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_leaves_everything_as_it_was()
    {
        await using SessionHarness harness = new();
        ServerOptions impossible = With(harness, "ftpd_banner=Changed.\ntransfer_log_json=/var/log/../../proc/nosuch/log", harness.EndPoint);

        await Assert.ThrowsAsync<Sealane.Server.Logging.LogFileException>(() => harness.Server.ReconfigureAsync(impossible, null));
        await using TestClient client = await harness.ConnectAsync();
        Assert.DoesNotContain("Changed", await client.ExpectAsync(220), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_count_the_sessions_that_were_there_before()
    {
        await using SessionHarness harness = new();
        await using TestClient one = await harness.GreetedAsync();
        await harness.Server.ReconfigureAsync(With(harness, "max_clients=1", harness.EndPoint), null);
        await using TestClient two = await harness.ConnectAsync();

        await two.ExpectAsync(421);
    }

    private static int PassivePort(string reply) => int.Parse(reply.Split('|')[3], System.Globalization.CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static ServerOptions With(SessionHarness harness, string config, params IPEndPoint[] endPoints)
    {
        string text = "ssl_enable=NO\nmax_per_ip=0\n" + (config.Contains("pasv_min_port", StringComparison.Ordinal) ? "" : "pasv_min_port=20000\npasv_max_port=20999\n") + config;
        LoadedConfiguration loaded = TestHost.With(new() { ["/proc/nosuch"] = FileCondition.Directory }).Parse(System.Text.Encoding.UTF8.GetBytes(text), "/etc/test.conf", []);
        Assert.NotNull(loaded.Options);
        Assert.Equal(harness.Options.Tls.Enabled, loaded.Options.Tls.Enabled);
        return loaded.Options with { Listen = new() { Endpoints = [.. endPoints.Select(endPoint => new ListenEndpoint(endPoint, false, false))] } };
    }
}
