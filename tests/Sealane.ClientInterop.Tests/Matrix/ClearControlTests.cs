using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>CCC with ProFTPD, which allows it where TLS is not required on the control connection, with Pure-FTPd, which allows it always, and with servers that refuse it.</summary>
public sealed class ClearControlTests(ServerPark park) : ClientTests(park)
{
    [Theory]
    [InlineData(TlsRange.Only12)]
    [InlineData(TlsRange.Only13)]
    public async Task The_control_connection_of_ProFTPD_is_clear_and_data_are_not(TlsRange tls)
    {
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.ProFtpd, tls, "TLSRequired auth+data");
        await RoundTripAsync(server, clear: true);
    }

    [Theory]
    [InlineData(TlsRange.Only12)]
    [InlineData(TlsRange.Only13)]
    public async Task So_it_is_with_PureFTPd(TlsRange tls) => await RoundTripAsync(await ServerAsync(ServerKind.PureFtpd, tls), clear: true);

    [Theory]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.Pyftpdlib)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task A_server_that_refuses_goes_on_encrypted(ServerKind kind) => await RoundTripAsync(await ServerAsync(kind), clear: false);

    private async Task RoundTripAsync(ForeignServer server, bool clear)
    {
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(200_000);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { ClearControlAfterLogin = true }, Cancellation);
        Assert.Equal(clear, client.Server.ControlIsClear);
        for (int i = 0; i < 3; i++)
        {
            _ = await client.UploadAsync(new MemoryStream(content), $"{directory}/f{i}", null, Cancellation);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, $"f{i}")));
            var back = new MemoryStream();
            TransferResult down = await client.DownloadAsync($"{directory}/f{i}", back, null, Cancellation);
            Assert.Equal(content, back.ToArray());
            Assert.NotNull(down.Resumed);
        }

        Assert.Equal(3, (await client.GetListingAsync(directory, Cancellation)).Entries.Count);
    }
}
