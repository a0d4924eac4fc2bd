using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>What a storage must do that shows uploads whole and keeps interrupted ones resumable.</summary>
public abstract class WholeUploadConformance : FileStoreConformance
{
    /// <summary>The same files, seen by another account. The caller disposes it.</summary>
    protected abstract IFileStore ViewOf(string account);

    [Fact]
    public async Task Nothing_is_visible_before_the_commit()
    {
        await using FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await writer.WriteAsync("half"u8.ToArray(), default);
        Assert.Null(await Store.FindAsync("/a"));
        Assert.Empty(await Store.ListAsync("/"));
        await writer.CommitAsync(default);
        Assert.Equal(["a"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task The_old_content_is_served_until_the_commit()
    {
        await Store.PutAsync("/a", "old");
        await using FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await writer.WriteAsync("new"u8.ToArray(), default);
        Assert.Equal("old", await Store.GetAsync("/a"));
        await writer.CommitAsync(default);
        Assert.Equal("new", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_reader_keeps_the_content_it_opened()
    {
        await Store.PutAsync("/a", "old");
        await using FileReader reader = await Store.OpenReadAsync(FtpPath.Of("/a"), 0, default);
        await Store.PutAsync("/a", "new");
        byte[] buffer = new byte[10];
        Assert.Equal(3, await reader.ReadAsync(buffer, default));
        Assert.Equal("old"u8, buffer.AsSpan(0, 3));
    }

    [Fact]
    public async Task A_cut_upload_leaves_no_target()
    {
        await Store.BreakAsync("/a", "half");
        Assert.Null(await Store.FindAsync("/a"));
        Assert.Empty(await Store.ListAsync("/"));
        await RefusedAsync(StorageError.NotFound, Store.OpenReadAsync(FtpPath.Of("/a"), 0, default));
    }

    [Fact]
    public async Task A_cut_upload_over_a_file_leaves_the_file_and_nothing_to_resume()
    {
        await Store.PutAsync("/a", "old");
        await Store.BreakAsync("/a", "new content");
        Assert.Equal("old", await Store.GetAsync("/a"));
        await Store.DeleteAsync("/a");
        Assert.Null(await Store.PartialAsync("/a"));
    }

    [Fact]
    public async Task A_cut_append_leaves_the_file_as_it_was()
    {
        await Store.PutAsync("/a", "old");
        await Store.BreakAsync("/a", "more", WriteMode.Append);
        Assert.Equal("old", await Store.GetAsync("/a"));
        await Store.BreakAsync("/a", "more", WriteMode.Resume, 3);
        Assert.Equal("old", await Store.GetAsync("/a"));
        await Store.BreakAsync("/a", "more", WriteMode.Resume, 1);
        Assert.Equal("old", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task The_length_of_a_cut_upload_is_known_to_its_account_alone()
    {
        using IFileStore other = ViewOf("other");
        await Store.BreakAsync("/a", "half");
        Assert.Equal(4, await Store.PartialAsync("/a"));
        Assert.Null(await other.PartialAsync("/a"));
        Assert.Null(await Store.PartialAsync("/b"));
        Assert.Null(await Store.PartialAsync("/missing/b"));
    }

    [Fact]
    public async Task An_account_does_not_resume_anothers_upload()
    {
        using IFileStore other = ViewOf("other");
        await Store.BreakAsync("/a", "half");
        await RefusedAsync(StorageError.OffsetPastEnd, other.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 4, default));
        await other.PutAsync("/a", "mine", WriteMode.Append);
        Assert.Equal("mine", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_cut_upload_is_resumed_at_its_end()
    {
        await Store.BreakAsync("/a", "01234");
        await Store.PutAsync("/a", "56789", WriteMode.Resume, 5);
        Assert.Equal("0123456789", await Store.GetAsync("/a"));
        Assert.Null(await Store.PartialAsync("/a"));
    }

    [Fact]
    public async Task A_cut_upload_is_resumed_before_its_end_and_what_followed_is_gone()
    {
        await Store.BreakAsync("/a", "01234xxxxxxxx");
        await Store.PutAsync("/a", "567", WriteMode.Resume, 5);
        Assert.Equal("01234567", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_cut_upload_is_not_resumed_past_its_end_and_stays()
    {
        await Store.BreakAsync("/a", "01234");
        await RefusedAsync(StorageError.OffsetPastEnd, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 6, default));
        Assert.Equal(5, await Store.PartialAsync("/a"));
    }

    [Fact]
    public async Task Appending_goes_on_with_a_cut_upload()
    {
        await Store.BreakAsync("/a", "01234");
        await Store.BreakAsync("/a", "567", WriteMode.Append);
        Assert.Equal(8, await Store.PartialAsync("/a"));
        await Store.PutAsync("/a", "89", WriteMode.Append);
        Assert.Equal("0123456789", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task A_new_upload_starts_over()
    {
        await Store.BreakAsync("/a", "a long first attempt");
        await Store.PutAsync("/a", "short");
        Assert.Equal("short", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task An_upload_cut_before_its_first_byte_leaves_nothing()
    {
        await Store.BreakAsync("/a", "");
        Assert.Null(await Store.PartialAsync("/a"));
    }

    [Fact]
    public async Task A_writer_tells_what_would_stay()
    {
        await using (FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default))
        {
            Assert.Equal(0, writer.ResumableLength);
            await writer.WriteAsync("half"u8.ToArray(), default);
            Assert.Equal(4, writer.ResumableLength);
            await writer.CommitAsync(default);
            Assert.Equal(0, writer.ResumableLength);
        }

        await using FileWriter replacing = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await replacing.WriteAsync("half"u8.ToArray(), default);
        Assert.Equal(0, replacing.ResumableLength);
    }

    [Fact]
    public async Task A_cut_create_new_leaves_nothing_and_frees_the_name()
    {
        await Store.BreakAsync("/a", "half", WriteMode.CreateNew);
        Assert.Null(await Store.PartialAsync("/a"));
        await Store.PutAsync("/a", "whole", WriteMode.CreateNew);
        Assert.Equal("whole", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task New_names_are_new_across_accounts()
    {
        using IFileStore other = ViewOf("other");
        await using FileWriter first = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.CreateNew, 0, default);
        await RefusedAsync(StorageError.Exists, other.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.CreateNew, 0, default));
        await other.PutAsync("/a", "an ordinary upload");
        await first.WriteAsync("late"u8.ToArray(), default);
        await RefusedAsync(StorageError.Exists, first.CommitAsync(default));
        Assert.Equal("an ordinary upload", await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Two_uploads_to_one_name_are_each_whole_and_the_last_to_finish_stays()
    {
        await using (FileWriter first = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default))
        await using (FileWriter second = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default))
        {
            await first.WriteAsync("1111"u8.ToArray(), default);
            await second.WriteAsync("22"u8.ToArray(), default);
            await first.WriteAsync("1111"u8.ToArray(), default);
            await second.CommitAsync(default);
            Assert.Equal("22", await Store.GetAsync("/a"));
            await first.CommitAsync(default);
        }

        Assert.Equal("11111111", await Store.GetAsync("/a"));
        Assert.Equal(["a"], await Store.NamesAsync("/"));
    }

    [Fact]
    public async Task An_upload_in_use_is_not_resumed_by_a_second_connection()
    {
        await using FileWriter first = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await first.WriteAsync("0123"u8.ToArray(), default);
        await RefusedAsync(StorageError.Busy, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 4, default));
        await RefusedAsync(StorageError.Busy, Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Append, 0, default));
    }

    [Fact]
    public async Task Deleting_a_name_that_is_only_a_cut_upload_discards_it()
    {
        using IFileStore other = ViewOf("other");
        await Store.BreakAsync("/a", "half");
        await RefusedAsync(StorageError.NotFound, other.DeleteAsync("/a"));
        await Store.DeleteAsync("/a");
        Assert.Null(await Store.PartialAsync("/a"));
        await RefusedAsync(StorageError.NotFound, Store.DeleteAsync("/a"));
    }

    [Fact]
    public async Task A_directory_with_nothing_but_own_cut_uploads_can_be_removed()
    {
        await Store.MakeAsync("/d");
        await Store.BreakAsync("/d/a", "half");
        await Store.BreakAsync("/d/b", "half");
        await Store.RemoveAsync("/d");
        Assert.Null(await Store.FindAsync("/d"));
    }

    [Fact]
    public async Task A_directory_with_anothers_or_a_running_upload_cannot_be_removed()
    {
        using IFileStore other = ViewOf("other");
        await Store.MakeAsync("/d");
        await using (FileWriter running = await Store.OpenWriteAsync(FtpPath.Of("/d/a"), WriteMode.Replace, 0, default))
        {
            await running.WriteAsync("half"u8.ToArray(), default);
            await RefusedAsync(StorageError.DirectoryNotEmpty, Store.RemoveAsync("/d"));
        }

        await RefusedAsync(StorageError.DirectoryNotEmpty, other.RemoveAsync("/d"));
        Assert.Equal(4, await Store.PartialAsync("/d/a"));
    }

    [Fact]
    public async Task A_cut_upload_moves_with_its_directory()
    {
        await Store.MakeAsync("/d");
        await Store.BreakAsync("/d/a", "01234");
        await Store.MoveAsync("/d", "/e");
        await Store.PutAsync("/e/a", "56", WriteMode.Resume, 5);
        Assert.Equal("0123456", await Store.GetAsync("/e/a"));
    }

    [Fact]
    public async Task A_commit_onto_a_directory_made_meanwhile_is_refused()
    {
        await using FileWriter writer = await Store.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await writer.WriteAsync("half"u8.ToArray(), default);
        await Store.MakeAsync("/a");
        await RefusedAsync(StorageError.IsADirectory, writer.CommitAsync(default));
        await writer.DisposeAsync();
        Assert.Empty(await Store.ListAsync("/a"));
        await Store.RemoveAsync("/a");
        Assert.Null(await Store.PartialAsync("/a"));
    }
}
