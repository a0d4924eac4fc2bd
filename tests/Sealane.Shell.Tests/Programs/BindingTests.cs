using System.Net;
using System.Net.Sockets;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>Where connections come from.</summary>
public sealed class BindingTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Theory]
    [InlineData("::1", "[::1]", null)]
    [InlineData("2001:db8::7", "[::1]", "Cannot assign requested address")]
    public async Task Over_IPv6_from_the_address_that_is_set(string from, string to, string? failure)
    {
        if (!Socket.OSSupportsIPv6)
        {
            TestContext.Current.TestOutputHelper?.WriteLine("this machine has no IPv6");
            return;
        }

        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        Task<EndPoint?> caller = GreetAsync(listener);
        ProgramResult run = await RunningProgram.FtpsAsync(
            _home, null, "--norc", "-c", $"set net:max-retries 1; set net:timeout 30; set net:socket-bind-ipv6 {from}; open -u u,p ftp://{to}:{((IPEndPoint)listener.LocalEndpoint).Port}; ls");

        Assert.Equal(1, run.Code);
        if (failure is null)
        {
            Assert.Contains("not today", run.Error, StringComparison.Ordinal);
            Assert.Equal(IPAddress.Parse(from), ((IPEndPoint)(await caller)!).Address);
        }
        else
        {
            Assert.Contains(failure, run.Error, StringComparison.Ordinal);
            Assert.False(caller.IsCompleted);
        }
    }

    private static async Task<EndPoint?> GreetAsync(TcpListener listener)
    {
        using Socket caller = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await caller.SendAsync("500 not today\r\n"u8.ToArray());
        return caller.RemoteEndPoint;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
