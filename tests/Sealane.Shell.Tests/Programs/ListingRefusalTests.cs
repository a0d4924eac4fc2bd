using System.Net;
using System.Net.Sockets;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>Listings that a server refuses: the same words as lftp's, in the same order.</summary>
public sealed class ListingRefusalTests : IDisposable
{
    private const string Commands = "ls -Z; ls -Z d; ls d; ls; nlist -Z";
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Theory]
    [InlineData("550 No.")]
    [InlineData("501 Bad option.")]
    [InlineData("504 Not with that.")]
    [InlineData("553 -Z is no name.")]
    [InlineData("500 What?")]
    [InlineData("502 Not here.")]
    [InlineData("150 Here.\r\n550 Not after all.")]
    public async Task Scripts_say_the_same(string refusal)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, refusal);
        string script = $"set net:max-retries 1; set net:timeout 30; set ftp:ssl-allow no; set ftp:ssl-force no; open -u u,p ftp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}; {Commands}";
        ProgramResult theirs = await RunningProgram.LftpAsync(_home, null, "--norc", "-c", script);

        Assert.Equal(theirs, await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", script));
        Assert.False(serving.IsFaulted, serving.Exception?.ToString());
    }

    private static async Task ServeAsync(TcpListener listener, string refusal)
    {
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await TalkAsync(client.GetStream(), refusal);
        }
    }

    private static async Task TalkAsync(NetworkStream stream, string refusal)
    {
        TcpListener? data = null;
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } command)
        {
            string verb = command.Split(' ')[0];
            if (verb == "PASV")
            {
                data?.Dispose();
                data = new TcpListener(IPAddress.Loopback, 0);
                data.Start();
            }

            await writer.WriteLineAsync(verb switch
            {
                "USER" => "331 password",
                "PASS" => "230 in",
                "PWD" => "257 \"/\"",
                "TYPE" => "200 ok",
                "PASV" => $"227 here (127,0,0,1,{((IPEndPoint)data!.LocalEndpoint).Port >> 8},{((IPEndPoint)data.LocalEndpoint).Port & 255})",
                "LIST" or "NLST" => refusal,
                "QUIT" => "221 bye",
                _ => "502 no",
            });
            if (verb == "QUIT")
            {
                break;
            }
        }

        data?.Dispose();
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
