using System.Text;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>What the storage tests do over and over.</summary>
internal static class StoreSteps
{
    public static async Task PutAsync(this IFileStore store, string path, string text, WriteMode mode = WriteMode.Replace, long offset = 0)
    {
        await using FileWriter writer = await store.OpenWriteAsync(FtpPath.Of(path), mode, offset, default);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), default);
        await writer.CommitAsync(default);
    }

    /// <summary>An upload whose connection breaks after these bytes.</summary>
    public static async Task BreakAsync(this IFileStore store, string path, string text, WriteMode mode = WriteMode.Replace, long offset = 0)
    {
        await using FileWriter writer = await store.OpenWriteAsync(FtpPath.Of(path), mode, offset, default);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), default);
    }

    public static async Task<string> GetAsync(this IFileStore store, string path, long offset = 0)
    {
        await using FileReader reader = await store.OpenReadAsync(FtpPath.Of(path), offset, default);
        using MemoryStream all = new();
        byte[] buffer = new byte[7];
        int count;
        while ((count = await reader.ReadAsync(buffer, default)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    public static async Task<List<FileEntry>> ListAsync(this IFileStore store, string path, ListingDetail detail = ListingDetail.Facts)
    {
        await using DirectoryReader reader = await store.OpenDirectoryAsync(FtpPath.Of(path), detail, default);
        List<FileEntry> all = [];
        while (await reader.ReadBatchAsync(default) is { IsEmpty: false } batch)
        {
            foreach (FileEntry entry in batch.ToArray())
            {
                all.Add(entry with { Name = entry.Name.ToArray() });
            }
        }

        return all;
    }

    public static async Task<string[]> NamesAsync(this IFileStore store, string path) =>
        [.. (await store.ListAsync(path, ListingDetail.Names)).Select(entry => Encoding.Latin1.GetString(entry.Name.Span)).Order(StringComparer.Ordinal)];

    public static ValueTask<FileEntry?> FindAsync(this IFileStore store, string path) => store.FindAsync(FtpPath.Of(path), default);

    public static ValueTask<long?> PartialAsync(this IFileStore store, string path) => ((IFindPartial)store).PartialLengthAsync(FtpPath.Of(path), default);

    public static ValueTask MakeAsync(this IFileStore store, string path) => store.CreateDirectoryAsync(FtpPath.Of(path), default);

    public static ValueTask DeleteAsync(this IFileStore store, string path) => store.DeleteFileAsync(FtpPath.Of(path), default);

    public static ValueTask RemoveAsync(this IFileStore store, string path) => store.DeleteDirectoryAsync(FtpPath.Of(path), default);

    public static ValueTask MoveAsync(this IFileStore store, string from, string to) => store.RenameAsync(FtpPath.Of(from), FtpPath.Of(to), default);

    public static async Task RefusedAsync(StorageError error, Func<Task> work) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<StorageException>(work)).Error);

    public static Task RefusedAsync(StorageError error, ValueTask work) => RefusedAsync(error, work.AsTask);

    public static async Task RefusedAsync<T>(StorageError error, ValueTask<T> work) => await RefusedAsync(error, () => work.AsTask());
}
