using Sealane.Client;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Local files: whole or not at all under their names, resumed only from the same version, and untouched by refusals.</summary>
public sealed class FileTransferTests(ServerPark park) : ClientTests(park)
{
    private const int Size = 3_000_000;

    public static TheoryData<ServerKind> Some => [ServerKind.Ftpsd, ServerKind.Vsftpd, ServerKind.ProFtpd];

    [Theory]
    [MemberData(nameof(Some))]
    public async Task An_interrupted_download_is_gone_on_with(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(Size);
        server.PutFile($"{directory}/file", content);
        string local = Local.File("file");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server, relay.Address.ToString()), Cancellation);
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 1_000_000, Ending.Fin));
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/file", local, null, Cancellation));

        // ProFTPD ends the session with the data connection.
        Assert.Contains(e.Failure, (FtpsFailure[])[FtpsFailure.Truncated, kind == ServerKind.ProFtpd ? FtpsFailure.ConnectionLost : FtpsFailure.Truncated]);
        Assert.True(e.IsTransient);
        if (!e.ConnectionUsable)
        {
            await client.ReconnectAsync(Cancellation);
        }

        Assert.InRange(e.Moved, 500_000, 1_000_000);
        Assert.False(File.Exists(local));
        Assert.Equal(e.Moved, new FileInfo(local + ".part").Length);
        TransferResult rest = await client.DownloadFileAsync($"{directory}/file", local, new FileTransferOptions { KeepTime = true }, Cancellation);
        Assert.Equal(Size - e.Moved, rest.Moved);
        Assert.Equal(content, File.ReadAllBytes(local));
        Assert.Equal([local], Directory.GetFiles(Path.GetDirectoryName(local)!));
        Assert.Equal(File.GetLastWriteTimeUtc(server.PathOf($"{directory}/file")), File.GetLastWriteTimeUtc(local), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [MemberData(nameof(Some))]
    public async Task A_part_of_another_version_or_of_unknown_origin_is_started_again(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        string remote = server.PutFile($"{directory}/file", Site.Bytes(Size)), local = Local.File("file");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server, relay.Address.ToString()), Cancellation);
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 1_000_000, Ending.Fin));
        await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/file", local, null, Cancellation));
        await client.ReconnectAsync(Cancellation);

        // Another content of the same size, a second later as servers tell time.
        byte[] other = [.. Site.Bytes(Size).Reverse()];
        server.PutFile($"{directory}/file", other);
        File.SetLastWriteTimeUtc(remote, DateTime.UtcNow.AddMinutes(-5));
        TransferResult whole = await client.DownloadFileAsync($"{directory}/file", local, null, Cancellation);
        Assert.Equal(Size, whole.Moved);
        Assert.Equal(other, File.ReadAllBytes(local));

        // A part without a journal; one longer than the file, with its journal; one that is a link.
        File.WriteAllBytes(local + ".part", Site.Bytes(1000));
        _ = await client.DownloadFileAsync($"{directory}/file", local, null, Cancellation);
        Assert.Equal(other, File.ReadAllBytes(local));
        string victim = LocalFile("victim", 10);
        File.CreateSymbolicLink(local + ".part", victim);
        _ = await client.DownloadFileAsync($"{directory}/file", local, null, Cancellation);
        Assert.Equal(other, File.ReadAllBytes(local));
        Assert.Equal(10, new FileInfo(victim).Length);
    }

    [Theory]
    [MemberData(nameof(Some))]
    public async Task A_refusal_touches_nothing(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, _) = server.MakeDirectory();
        string local = LocalFile("file", 100);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        foreach (FileTransferOptions options in (FileTransferOptions[])[FileTransferOptions.None, new() { UsePart = false }])
        {
            FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/nothing", local, options, Cancellation));
            Assert.Equal((FtpsFailure.NotAvailable, true), (e.Failure, e.ConnectionUsable));
            Assert.Equal(Site.Bytes(100), File.ReadAllBytes(local));
        }

        server.PutFile($"{directory}/file", Site.Bytes(50));
        FtpsException refused = await Assert.ThrowsAsync<FtpsException>(
            () => client.DownloadFileAsync($"{directory}/file", local, new FileTransferOptions { Existing = ExistingFile.Refuse }, Cancellation));
        Assert.Equal((FtpsFailure.LocalFile, true), (refused.Failure, refused.ConnectionUsable));
        Assert.Equal(Site.Bytes(100), File.ReadAllBytes(local));
        Assert.Equal([local], Directory.GetFiles(Path.GetDirectoryName(local)!));
        await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/file", Path.GetDirectoryName(local)!, null, Cancellation));
    }

    [Fact]
    public async Task Resuming_in_place_and_its_limits()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(Size);
        server.PutFile($"{directory}/file", content);
        string local = Local.File("file");
        File.WriteAllBytes(local, content[..1_000_000]);
        FileTransferOptions resume = new() { Existing = ExistingFile.Resume, Resume = true };
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        Assert.Equal(2_000_000, (await client.DownloadFileAsync($"{directory}/file", local, resume, Cancellation)).Moved);
        Assert.Equal(content, File.ReadAllBytes(local));
        Assert.Equal(0, (await client.DownloadFileAsync($"{directory}/file", local, resume, Cancellation)).Moved);
        server.PutFile($"{directory}/short", content[..10]);
        Assert.Equal(FtpsFailure.Verification, (await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/short", local, resume, Cancellation))).Failure);
        Assert.Equal(content, File.ReadAllBytes(local));

        // Upwards.
        server.PutFile($"{directory}/half", content[..(Size / 2)]);
        Assert.Equal(Size / 2, (await client.UploadFileAsync(local, $"{directory}/half", resume, Cancellation)).Moved);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "half")));
        Assert.Equal(0, (await client.UploadFileAsync(local, $"{directory}/half", resume, Cancellation)).Moved);
        server.PutFile($"{directory}/longer", [.. content, 1]);
        Assert.Equal(FtpsFailure.Verification, (await Assert.ThrowsAsync<FtpsException>(() => client.UploadFileAsync(local, $"{directory}/longer", resume, Cancellation))).Failure);
        Assert.Equal(Size + 1, new FileInfo(Path.Combine(path, "longer")).Length);
        Assert.Equal(FtpsFailure.LocalFile, (await Assert.ThrowsAsync<FtpsException>(() => client.UploadFileAsync(local + "x", $"{directory}/x", null, Cancellation))).Failure);
        Assert.Equal(FtpsFailure.LocalFile, (await Assert.ThrowsAsync<FtpsException>(() => client.UploadFileAsync(Path.GetDirectoryName(local)!, $"{directory}/x", null, Cancellation))).Failure);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Some))]
    public async Task A_full_disk_is_a_local_failure_and_the_connection_goes_on(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.DownloadFileAsync($"{directory}/file", "/dev/full", null, Cancellation));
        Assert.Equal((FtpsFailure.LocalFile, true), (e.Failure, e.ConnectionUsable));
        _ = await client.DownloadFileAsync($"{directory}/file", "/dev/null", null, Cancellation);
        _ = await client.DownloadFileAsync($"{directory}/file", Local.File("file"), null, Cancellation);
        Assert.Equal(Site.Bytes(Size), File.ReadAllBytes(Local.File("file")));
    }

    [Fact]
    public async Task Files_without_a_byte_modes_of_replaced_files_and_hashes()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        (string directory, string path) = server.MakeDirectory();
        server.PutFile($"{directory}/empty", []);
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        string local = LocalFile("file", 5);
        File.SetUnixFileMode(local, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        FileTransferOptions verified = new() { VerifyHash = true, KeepTime = true };
        _ = await client.DownloadFileAsync($"{directory}/empty", Local.File("empty"), verified, Cancellation);
        Assert.Empty(File.ReadAllBytes(Local.File("empty")));
        _ = await client.DownloadFileAsync($"{directory}/file", local, verified, Cancellation);
        Assert.Equal(Site.Bytes(Size), File.ReadAllBytes(local));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(local));
        File.SetLastWriteTimeUtc(local, new DateTime(2021, 3, 4, 5, 6, 7, DateTimeKind.Utc));
        _ = await client.UploadFileAsync(local, $"{directory}/up", verified, Cancellation);
        Assert.Equal(new DateTime(2021, 3, 4, 5, 6, 7, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Path.Combine(path, "up")));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(local)!).Length);
    }

    [Fact]
    public async Task Hashes_that_a_server_has_not_are_told_after_the_transfer()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(100));
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(
            () => client.DownloadFileAsync($"{directory}/file", Local.File("file"), new FileTransferOptions { VerifyHash = true }, Cancellation));
        Assert.Equal((FtpsFailure.NotSupported, true), (e.Failure, e.ConnectionUsable));
    }
}
