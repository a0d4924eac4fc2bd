using System.Text;
using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>What every storage must do, however uploads become visible. A backend inherits it, and <see cref="WholeUploadConformance"/> if it can.</summary>
public abstract class FileStoreConformance : IDisposable
{
    /// <summary>An empty store.</summary>
    protected abstract IFileStore Store { get; }

    public virtual void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        await Store.PutAsync("/a.txt", "hello, world");
        Assert.Equal("hello, world", await Store.GetAsync("/a.txt"));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        await Store.PutAsync("/empty", "");
        FileEntry? entry = await Store.FindAsync("/empty");
        Assert.True(entry is { IsFile: true, Length: 0 });
        Assert.Equal("", await Store.GetAsync("/empty"));
    }

    [Fact]
    public async Task Reading_starts_at_the_offset()
    {
        await Store.PutAsync("/a", "0123456789");
        Assert.Equal("789", await Store.GetAsync("/a", 7));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(5_000_000_000)]
    public async Task Reading_from_the_end_or_past_it_reads_nothing(long offset)
    {
        await Store.PutAsync("/a", "0123456789");
        Assert.Equal("", await Store.GetAsync("/a", offset));
    }

    [Fact]
    public async Task A_reader_knows_the_whole_length_wherever_it_starts()
    {
        await Store.PutAsync("/a", "0123456789");
        await using FileReader reader = await Store.OpenReadAsync(FtpPath.Of("/a"), 4, default);
        Assert.Equal(10, reader.Length);
    }

    [Fact]
    public async Task Replacing_leaves_nothing_of_the_old_content()
    {
        await Store.PutAsync("/a", "a long old text");
        await Store.PutAsync("/a", "new");
        Assert.Equal("new", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_writer_counts_from_the_start_of_the_file()
    {
        await Store.PutAsync("/a", "01234");
        await using FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Append, 0, default);
        Assert.Equal(5, writer.Position);
        await writer.WriteAsync("56"u8.ToArray(), default);
        Assert.Equal(7, writer.Position);
        Assert.Equal(FtpPath.Of("/a"), writer.Path);
        await writer.CommitAsync(default);
    }

    [Fact]
    public async Task Appending_to_a_file_adds_to_it()
    {
        await Store.PutAsync("/a", "one");
        await Store.PutAsync("/a", "two", WriteMode.Append);
        Assert.Equal("onetwo", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Appending_to_nothing_makes_the_file()
    {
        await Store.PutAsync("/a", "one", WriteMode.Append);
        Assert.Equal("one", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Resuming_at_the_end_adds_to_the_file()
    {
        await Store.PutAsync("/a", "0123");
        await Store.PutAsync("/a", "4567", WriteMode.Resume, 4);
        Assert.Equal("01234567", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Resuming_in_the_middle_writes_from_there_on_and_keeps_what_lies_beyond()
    {
        await Store.PutAsync("/a", "0123456789");
        await Store.PutAsync("/a", "xy", WriteMode.Resume, 4);
        Assert.Equal("0123xy6789", await Store.GetAsync("/a"));
        await Store.PutAsync("/a", "zzzz", WriteMode.Resume, 8);
        Assert.Equal("0123xy67zzzz", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Resuming_at_zero_is_an_ordinary_upload()
    {
        await Store.PutAsync("/a", "0123456789");
        await Store.PutAsync("/a", "xy", WriteMode.Resume, 0);
        Assert.Equal("xy", await Store.GetAsync("/a"));
        await Store.PutAsync("/b", "xy", WriteMode.Resume, 0);
        Assert.Equal("xy", await Store.GetAsync("/b"));
    }

    [Fact]
    public async Task Resuming_past_the_end_is_refused_and_changes_nothing()
    {
        await Store.PutAsync("/a", "0123");
        await RefusedAsync(StorageError.OffsetPastEnd, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 5, default));
        await RefusedAsync(StorageError.OffsetPastEnd, Store.OpenWriteAsync(FtpPath.Of("/missing"), WriteMode.Resume, 1, default));
        Assert.Equal("0123", await Store.GetAsync("/a"));
        Assert.Equal(["a"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task Create_new_makes_a_file_that_was_not_there()
    {
        await Store.PutAsync("/a", "one", WriteMode.CreateNew);
        Assert.Equal("one", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Create_new_refuses_a_name_that_is_taken()
    {
        await Store.PutAsync("/a", "one");
        await Store.MakeAsync("/d");
        await RefusedAsync(StorageError.Exists, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.CreateNew, 0, default));
        await RefusedAsync(StorageError.Exists, Store.OpenWriteAsync(FtpPath.Of("/d"), WriteMode.CreateNew, 0, default));
        Assert.Equal("one", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Two_uploads_cannot_both_create_one_new_name()
    {
        await using FileWriter first = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.CreateNew, 0, default);
        await RefusedAsync(StorageError.Exists, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.CreateNew, 0, default));
        await first.WriteAsync("first"u8.ToArray(), default);
        await first.CommitAsync(default);
        Assert.Equal("first", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Two_appends_to_one_file_do_not_run_at_once()
    {
        await Store.PutAsync("/a", "one");
        await using (await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Append, 0, default))
        {
            await RefusedAsync(StorageError.Busy, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Append, 0, default));
        }

        await Store.PutAsync("/a", "two", WriteMode.Append);
        Assert.Equal("onetwo", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_writer_may_be_disposed_twice()
    {
        FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await writer.CommitAsync(default);
        await writer.DisposeAsync();
        await writer.DisposeAsync();
        Assert.Equal(["a"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task Find_describes_a_file()
    {
        await Store.PutAsync("/a.txt", "hello");
        FileEntry entry = Assert.NotNull(await Store.FindAsync("/a.txt"));
        Assert.Equal((EntryKind.File, 5L, "a.txt"), (entry.Kind, entry.Length, Encoding.UTF8.GetString(entry.Name.Span)));
        Assert.Equal(1u, entry.Links);
        Assert.NotEqual(0ul, entry.Inode);
        Assert.Equal(DateTimeKind.Utc, entry.Modified.Kind);
    }

    [Fact]
    public async Task Find_describes_directories_and_the_root()
    {
        await Store.MakeAsync("/d");
        Assert.True(await Store.FindAsync("/d") is { IsDirectory: true });
        Assert.True(await Store.FindAsync("/") is { IsDirectory: true, Name.Length: 0 });
    }

    [Fact]
    public async Task Find_finds_nothing_where_nothing_is()
    {
        await Store.PutAsync("/file", "x");
        Assert.Null(await Store.FindAsync("/missing"));
        Assert.Null(await Store.FindAsync("/missing/below"));
        Assert.Null(await Store.FindAsync("/file/below"));
    }

    [Fact]
    public async Task A_listing_shows_every_entry_once_with_its_facts()
    {
        await Store.PutAsync("/b", "22");
        await Store.MakeAsync("/a");
        List<FileEntry> entries = await Store.ListAsync("/", ListingDetail.FactsAndLinks);
        FileEntry[] sorted = [.. entries.OrderBy(entry => entry.Name.Span[0])];
        Assert.Equal([EntryKind.Directory, EntryKind.File], sorted.Select(entry => entry.Kind));
        Assert.Equal(2, sorted[1].Length);
        Assert.NotEqual(default, sorted[1].Modified);
    }

    [Fact]
    public async Task A_listing_of_names_knows_files_from_directories()
    {
        await Store.PutAsync("/b", "22");
        await Store.MakeAsync("/a");
        Dictionary<string, EntryKind> kinds = (await Store.ListAsync("/", ListingDetail.Names)).ToDictionary(e => Encoding.UTF8.GetString(e.Name.Span), e => e.Kind);
        Assert.Equal(EntryKind.Directory, kinds["a"]);
        Assert.Equal(EntryKind.File, kinds["b"]);
    }

    [Fact]
    public async Task A_large_directory_is_listed_whole()
    {
        HashSet<string> names = [];
        for (int i = 0; i < 1700; i++)
        {
            names.Add($"file-with-a-name-of-some-length-{i:0000}");
            await Store.PutAsync($"/file-with-a-name-of-some-length-{i:0000}", "");
        }

        string[] listed = await Store.NamesAsync("/");
        Assert.Equal(1700, listed.Length);
        Assert.True(names.SetEquals(listed));
    }

    [Fact]
    public async Task An_empty_directory_lists_nothing()
    {
        await Store.MakeAsync("/d");
        Assert.Empty(await Store.ListAsync("/d"));
    }

    [Fact]
    public async Task Files_below_directories_are_reached()
    {
        await Store.MakeAsync("/d");
        await Store.MakeAsync("/d/e");
        await Store.PutAsync("/d/e/f", "deep");
        Assert.Equal("deep", await Store.GetAsync("/d/e/f"));
        Assert.Equal(["f"], await Store.NamesAsync("/d/e"));
    }

    [Theory]
    [InlineData("-rf")]
    [InlineData("with blank")]
    [InlineData("[brackets]*?")]
    [InlineData("~tilde")]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData("back\\slash")]
    [InlineData("tab\there")]
    [InlineData("Grüße-日本語-🎈")]
    public async Task Any_name_is_a_name(string name)
    {
        FtpPath path = FtpPath.Root.Append(Encoding.UTF8.GetBytes(name));
        await using (FileWriter writer = await Store.OpenWriteAsync(path, WriteMode.Replace, 0, default))
        {
            await writer.CommitAsync(default);
        }

        FileEntry entry = Assert.Single(await Store.ListAsync("/"));
        Assert.Equal(name, Encoding.UTF8.GetString(entry.Name.Span));
        await Store.DeleteFileAsync(path, default);
        Assert.Empty(await Store.ListAsync("/"));
    }

    [Fact]
    public async Task Names_need_not_be_utf8()
    {
        FtpPath path = FtpPath.Root.Append([0xE4, 0xFF, 0x80]);
        await using (FileWriter writer = await Store.OpenWriteAsync(path, WriteMode.Replace, 0, default))
        {
            await writer.CommitAsync(default);
        }

        Assert.Equal(["\u00E4\u00FF\u0080"], await Store.NamesAsync("/"));
        Assert.True(await Store.FindAsync(path, default) is { IsFile: true });
        await Store.DeleteFileAsync(path, default);
    }

    [Fact]
    public async Task A_name_of_255_bytes_fits_and_one_more_does_not()
    {
        await Store.PutAsync("/" + new string('n', 255), "x");
        Assert.Equal("x", await Store.GetAsync("/" + new string('n', 255)));
        await RefusedAsync(StorageError.NameTooLong, Store.OpenWriteAsync(FtpPath.Of("/" + new string('n', 256)), WriteMode.Replace, 0, default));
        await RefusedAsync(StorageError.NameTooLong, Store.MakeAsync("/" + new string('n', 256)));
    }

    [Fact]
    public async Task Delete_removes_a_file()
    {
        await Store.PutAsync("/a", "x");
        await Store.DeleteAsync("/a");
        Assert.Null(await Store.FindAsync("/a"));
    }

    [Fact]
    public async Task Delete_never_removes_a_directory()
    {
        await Store.MakeAsync("/d");
        await RefusedAsync(StorageError.IsADirectory, Store.DeleteAsync("/d"));
        await RefusedAsync(StorageError.IsADirectory, Store.DeleteAsync("/"));
        await RefusedAsync(StorageError.NotFound, Store.DeleteAsync("/missing"));
    }

    [Fact]
    public async Task A_directory_is_made_once()
    {
        await Store.MakeAsync("/d");
        await RefusedAsync(StorageError.Exists, Store.MakeAsync("/d"));
        await RefusedAsync(StorageError.Exists, Store.MakeAsync("/"));
        await Store.PutAsync("/f", "x");
        await RefusedAsync(StorageError.Exists, Store.MakeAsync("/f"));
    }

    [Fact]
    public async Task A_directory_needs_its_parent()
    {
        await RefusedAsync(StorageError.NotFound, Store.MakeAsync("/missing/d"));
        await Store.PutAsync("/f", "x");
        await RefusedAsync(StorageError.NotADirectory, Store.MakeAsync("/f/d"));
    }

    [Fact]
    public async Task Only_an_empty_directory_is_removed()
    {
        await Store.MakeAsync("/d");
        await Store.PutAsync("/d/f", "x");
        await RefusedAsync(StorageError.DirectoryNotEmpty, Store.RemoveAsync("/d"));
        Assert.Equal("x", await Store.GetAsync("/d/f"));
        await Store.DeleteAsync("/d/f");
        await Store.RemoveAsync("/d");
        Assert.Null(await Store.FindAsync("/d"));
    }

    [Fact]
    public async Task Remove_refuses_what_is_no_directory_and_the_root()
    {
        await Store.PutAsync("/f", "x");
        await RefusedAsync(StorageError.NotADirectory, Store.RemoveAsync("/f"));
        await RefusedAsync(StorageError.NotFound, Store.RemoveAsync("/missing"));
        await RefusedAsync(StorageError.AccessDenied, Store.RemoveAsync("/"));
    }

    [Fact]
    public async Task Rename_moves_files_and_trees()
    {
        await Store.MakeAsync("/d");
        await Store.PutAsync("/d/f", "x");
        await Store.MoveAsync("/d", "/e");
        await Store.MoveAsync("/e/f", "/g");
        Assert.Equal("x", await Store.GetAsync("/g"));
        Assert.Equal(["e", "g"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task Rename_replaces_a_file()
    {
        await Store.PutAsync("/a", "a");
        await Store.PutAsync("/b", "b");
        await Store.MoveAsync("/a", "/b");
        Assert.Equal("a", await Store.GetAsync("/b"));
        Assert.Equal(["b"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task Rename_refuses_what_cannot_be()
    {
        await Store.PutAsync("/f", "f");
        await Store.MakeAsync("/d");
        await Store.MakeAsync("/full");
        await Store.PutAsync("/full/x", "x");
        await RefusedAsync(StorageError.NotFound, Store.MoveAsync("/missing", "/x"));
        await RefusedAsync(StorageError.NotFound, Store.MoveAsync("/f", "/missing/x"));
        await RefusedAsync(StorageError.NotADirectory, Store.MoveAsync("/d", "/f"));
        await RefusedAsync(StorageError.NotADirectory, Store.MoveAsync("/d", "/f/x"));
        await RefusedAsync(StorageError.IsADirectory, Store.MoveAsync("/f", "/d"));
        await RefusedAsync(StorageError.DirectoryNotEmpty, Store.MoveAsync("/d", "/full"));
        await RefusedAsync(StorageError.InvalidName, Store.MoveAsync("/d", "/d/below"));
        await RefusedAsync(StorageError.AccessDenied, Store.MoveAsync("/", "/x"));
        await RefusedAsync(StorageError.AccessDenied, Store.MoveAsync("/d", "/"));
        Assert.Equal(["d", "f", "full"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task A_directory_is_no_file_and_a_file_no_directory()
    {
        await Store.MakeAsync("/d");
        await Store.PutAsync("/f", "x");
        await RefusedAsync(StorageError.IsADirectory, Store.OpenReadAsync(FtpPath.Of("/d"), 0, default));
        await RefusedAsync(StorageError.IsADirectory, Store.OpenReadAsync(FtpPath.Root, 0, default));
        foreach (WriteMode mode in new[] { WriteMode.Replace, WriteMode.Append, WriteMode.Resume })
        {
            await RefusedAsync(StorageError.IsADirectory, Store.OpenWriteAsync(FtpPath.Of("/d"), mode, 0, default));
            await RefusedAsync(StorageError.IsADirectory, Store.OpenWriteAsync(FtpPath.Root, mode, 0, default));
            await RefusedAsync(StorageError.NotADirectory, Store.OpenWriteAsync(FtpPath.Of("/f/x"), mode, 0, default));
        }

        await RefusedAsync(StorageError.NotADirectory, Store.OpenDirectoryAsync(FtpPath.Of("/f"), ListingDetail.Facts, default));
        await RefusedAsync(StorageError.NotADirectory, Store.OpenReadAsync(FtpPath.Of("/f/x"), 0, default));
    }

    [Fact]
    public async Task What_is_missing_is_not_found()
    {
        await RefusedAsync(StorageError.NotFound, Store.OpenReadAsync(FtpPath.Of("/missing"), 0, default));
        await RefusedAsync(StorageError.NotFound, Store.OpenDirectoryAsync(FtpPath.Of("/missing"), ListingDetail.Names, default));
        await RefusedAsync(StorageError.NotFound, Store.OpenWriteAsync(FtpPath.Of("/missing/f"), WriteMode.Replace, 0, default));
    }

    [Fact]
    public async Task Modification_times_can_be_set_before_1970_too()
    {
        await Store.PutAsync("/a", "x");
        foreach (DateTime time in new[] { new DateTime(2020, 2, 29, 12, 34, 56, 789, DateTimeKind.Utc), new DateTime(1969, 12, 31, 23, 59, 58, 500, DateTimeKind.Utc) })
        {
            await ((ISetTimes)Store).SetModifiedAsync(FtpPath.Of("/a"), time, default);
            Assert.Equal(time, (await Store.FindAsync("/a"))!.Value.Modified);
        }

        await RefusedAsync(StorageError.NotFound, ((ISetTimes)Store).SetModifiedAsync(FtpPath.Of("/missing"), DateTime.UnixEpoch, default));
    }

    [Fact]
    public async Task Permissions_can_be_set_and_are_only_nine_bits()
    {
        await Store.PutAsync("/a", "x");
        await ((ISetPermissions)Store).SetModeAsync(FtpPath.Of("/a"), Convert.ToInt32("7640", 8), default);
        Assert.Equal(Convert.ToInt32("640", 8), (await Store.FindAsync("/a"))!.Value.Mode);
        await RefusedAsync(StorageError.NotFound, ((ISetPermissions)Store).SetModeAsync(FtpPath.Of("/missing"), 0, default));
        await RefusedAsync(StorageError.AccessDenied, ((ISetPermissions)Store).SetModeAsync(FtpPath.Root, 0, default));
    }

    [Fact]
    public async Task Replacing_a_file_keeps_its_permissions()
    {
        await Store.PutAsync("/a", "x");
        await ((ISetPermissions)Store).SetModeAsync(FtpPath.Of("/a"), Convert.ToInt32("751", 8), default);
        await Store.PutAsync("/a", "y");
        Assert.Equal(Convert.ToInt32("751", 8), (await Store.FindAsync("/a"))!.Value.Mode);
    }

    [Theory]
    [InlineData("/.sealane-part-x")]
    [InlineData("/.SEALANE-part-x")]
    [InlineData("/.sealane-part-x/below")]
    public async Task Reserved_names_are_out_of_reach(string reserved)
    {
        await Store.PutAsync("/a", "x");
        Assert.Null(await Store.FindAsync(reserved));
        await RefusedAsync(StorageError.NotFound, Store.OpenReadAsync(FtpPath.Of(reserved), 0, default));
        await RefusedAsync(StorageError.NotFound, Store.DeleteAsync(reserved));
        await RefusedAsync(StorageError.NotFound, Store.RemoveAsync(reserved));
        await RefusedAsync(StorageError.NotFound, Store.MoveAsync(reserved, "/b"));
        await RefusedAsync(StorageError.NotFound, Store.OpenDirectoryAsync(FtpPath.Of(reserved), ListingDetail.Names, default));
        await RefusedAsync(StorageError.InvalidName, Store.MoveAsync("/a", reserved));
        await RefusedAsync(StorageError.InvalidName, Store.MakeAsync(reserved));
        await RefusedAsync(StorageError.InvalidName, Store.OpenWriteAsync(FtpPath.Of(reserved), WriteMode.Replace, 0, default));
    }
}
