using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts.Local;

namespace Sealane.Server.Tests.Accounts.Local;

public sealed class PamWireTests
{
    [Fact]
    public async Task A_request_and_an_answer_arrive_as_they_were_sent()
    {
        PamRequest request = new() { Service = "vsftpd", User = "älice", Password = new Secret("a\nb\0c 日本"), RemoteHost = IPAddress.IPv6Loopback, OpenSession = true };
        PamRequest came = PamWire.DecodeRequest((await ReadAsync(PamWire.Encode(request)))!);
        Assert.Equal(request with { Password = came.Password }, came);
        Assert.Equal("a\nb\0c 日本", came.Password.Reveal());

        PamAnswer answer = new() { Code = PamCode.AccountExpired, User = "alice", Detail = "PAM, account: expired" };
        Assert.Equal(answer, PamWire.DecodeAnswer((await ReadAsync(PamWire.Encode(answer)))!));
    }

    [Fact]
    public async Task An_end_is_no_frame_and_nonsense_is_refused()
    {
        Assert.Null(await ReadAsync([]));
        Assert.Null(await ReadAsync([1, 0]));
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync([5, 0, 0, 0, 1]));
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync([0, 0, 0, 0x40]));
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync("Welcome to this system!\n"u8.ToArray()));
    }

    private static Task<byte[]?> ReadAsync(byte[] bytes) => PamWire.ReadAsync(new MemoryStream(bytes), CancellationToken.None).AsTask();
}
