using System.Net.Sockets;
using System.Runtime.Versioning;
using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>What lies in a directory that is no regular file: pipes, sockets, devices, odd names.</summary>
[SupportedOSPlatform("linux")]
public sealed class LocalDiskNodeTests : IDisposable
{
    private readonly DiskRoot _root = new();
    private readonly LocalDisk _disk;

    public LocalDiskNodeTests() => _disk = _root.Open();

    public void Dispose()
    {
        _disk.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task A_pipe_is_refused_at_once()
    {
        DiskCalls.MakeFifo(_root.Inside("node")); // without a peer, opening it would wait for ever
        await RefusedEverywhereAsync();
    }

    [Fact]
    public async Task A_socket_is_refused_at_once()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_root.Inside("node")));
        await RefusedEverywhereAsync();
    }

    [Fact]
    public async Task A_device_is_refused_at_once()
    {
        DiskCalls.MakeDevice(_root.Inside("node"));
        await RefusedEverywhereAsync();
    }

    [Fact]
    public async Task A_name_with_a_line_break_is_listed_as_it_is()
    {
        File.WriteAllText(_root.Inside("two\r\nlines"), "x");
        Assert.Equal(["two\r\nlines"], await _disk.NamesAsync("/"));
    }

    [Fact]
    public async Task New_files_and_directories_obey_the_accounts_umask_and_not_the_processes()
    {
        LocalDiskOptions open = new() { Account = "a", Umask = Convert.ToInt32("002", 8) };
        using LocalDisk disk = LocalDisk.Open(_root.Home, open);
        await disk.PutAsync("/shared", "x");
        await disk.MakeAsync("/shared.d");
        await _disk.PutAsync("/private", "x");
        await _disk.MakeAsync("/private.d");
        using LocalDisk inPlace = LocalDisk.Open(_root.Home, open with { UploadMode = UploadMode.InPlace });
        await inPlace.PutAsync("/inplace", "x");
        Assert.Equal(
            ["664", "775", "600", "700", "664"],
            new[] { "shared", "shared.d", "private", "private.d", "inplace" }.Select(name => Convert.ToString((int)File.GetUnixFileMode(_root.Inside(name)), 8)));
    }

    [Fact]
    public async Task A_directory_keeps_its_set_group_id_bit_when_its_permissions_change()
    {
        await _disk.MakeAsync("/d");
        File.SetUnixFileMode(_root.Inside("d"), UnixFileMode.SetGroup | UnixFileMode.UserRead);
        await _disk.SetModeAsync(FtpPath.Of("/d"), Convert.ToInt32("755", 8), default);
        Assert.Equal("2755", Convert.ToString((int)File.GetUnixFileMode(_root.Inside("d")), 8));
    }

    [Fact]
    public async Task Space_is_reported_as_the_file_system_has_it()
    {
        using IDisposable tiny = DiskCalls.Mount(_root.Inside("tiny"), "-t", "tmpfs", "-o", "size=1m", "tmpfs");
        Assert.Equal(1 << 20, await _disk.AvailableAsync(FtpPath.Of("/tiny"), default));
        await RefusedAsync(StorageError.NotFound, _disk.AvailableAsync(FtpPath.Of("/missing"), default));
    }

    private async Task RefusedEverywhereAsync()
    {
        FtpPath node = FtpPath.Of("/node");
        foreach (bool walk in new[] { false, true })
        {
            using LocalDisk disk = _root.Open(walk: walk);
            Assert.Equal(EntryKind.Other, (await disk.FindAsync("/node"))!.Value.Kind);
            Assert.Equal(EntryKind.Other, Assert.Single(await disk.ListAsync("/", ListingDetail.Names)).Kind);
            await RefusedAsync(StorageError.NotRegular, disk.OpenReadAsync(node, 0, default));
            await RefusedAsync(StorageError.NotRegular, disk.SetModeAsync(node, 0, default));
            await RefusedAsync(StorageError.NotADirectory, disk.OpenDirectoryAsync(node, ListingDetail.Names, default));
            foreach (UploadMode upload in Enum.GetValues<UploadMode>())
            {
                using LocalDisk uploading = _root.Open(walk: walk, mode: upload);
                await RefusedAsync(StorageError.NotRegular, uploading.OpenWriteAsync(node, WriteMode.Replace, 0, default));
                await RefusedAsync(StorageError.NotRegular, uploading.OpenWriteAsync(node, WriteMode.Append, 0, default));
            }
        }
    }
}
