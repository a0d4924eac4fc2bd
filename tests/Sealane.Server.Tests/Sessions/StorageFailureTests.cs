using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Sessions;

/// <summary>When the storage fails, the reply says so, the old file stays, and the session goes on.</summary>
public sealed class StorageFailureTests
{
    [Theory]
    [InlineData(StorageError.NoSpace, 452)]
    [InlineData(StorageError.QuotaExceeded, 552)]
    [InlineData(StorageError.FileTooLarge, 552)]
    [InlineData(StorageError.Io, 451)]
    [InlineData(StorageError.AccessDenied, 451)]
    public async Task In_the_middle_of_an_upload(StorageError error, int code)
    {
        await using SessionHarness harness = new(wrap: (_, files) => new FailingFiles(files) { Failure = new StorageException(error, "a test"), WritingFrom = 100_000 });
        await harness.PutAsync("/a", "as it was");
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        try
        {
            await data.SendAsync(SessionHarness.Noise(8 << 20));
        }
        catch (IOException)
        {
            // The server has hung up, as it should.
        }

        await client.ExpectAsync(code);
        Assert.Equal("as it was", await harness.TextAsync("/a"));
        await client.AskAsync("PWD", 257);
    }

    [Fact]
    public async Task At_the_very_end_of_an_upload()
    {
        await using SessionHarness harness = new(wrap: (_, files) => new FailingFiles(files) { Failure = new StorageException(StorageError.NoSpace, "a test"), Committing = true });
        await harness.PutAsync("/a", "as it was");
        await using TestClient client = await harness.LoggedInAsync();

        await client.UploadAsync("STOR a", "new", last: 452);
        Assert.Equal("as it was", await harness.TextAsync("/a"));
    }

    [Fact]
    public async Task In_the_middle_of_a_download()
    {
        await using SessionHarness harness = new(wrap: (_, files) => new FailingFiles(files) { Failure = new StorageException(StorageError.Io, "a test"), ReadingFrom = 300_000 });
        await harness.PutAsync("/a", SessionHarness.Noise(1 << 20));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("RETR a", 150);
        await data.ExpectEndAsync();
        await client.ExpectAsync(451);
        await client.AskAsync("PWD", 257);
    }

    [Theory]
    [InlineData("RETR a", StorageError.AccessDenied, 550)]
    [InlineData("RETR a", StorageError.TooManyOpen, 450)]
    [InlineData("STOR a", StorageError.AccessDenied, 553)]
    [InlineData("STOR a", StorageError.NoSpace, 452)]
    [InlineData("STOR a", StorageError.Busy, 450)]
    [InlineData("LIST", StorageError.AccessDenied, 550)]
    [InlineData("MKD x", StorageError.ReadOnly, 550)]
    [InlineData("DELE a", StorageError.Io, 451)]
    [InlineData("RMD a", StorageError.Busy, 450)]
    public async Task Before_anything_began(string command, StorageError error, int code)
    {
        await using SessionHarness harness = new(wrap: (_, files) => new FailingFiles(files) { Failure = new StorageException(error, "a test"), Opening = true });
        await harness.PutAsync("/a", "x");
        await using TestClient client = await harness.LoggedInAsync();

        await client.AskAsync("EPSV", 229);
        await client.AskAsync(command, code);
        await client.AskAsync("PWD", 257);
    }

    [Fact]
    public async Task A_defect_during_a_transfer_is_logged_and_answered()
    {
        await using SessionHarness harness = new(wrap: (_, files) => new FailingFiles(files) { Failure = new InvalidOperationException("a defect"), WritingFrom = 0 });
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await data.SendAsync("x"u8.ToArray());
        await client.ExpectAsync(451, "logged");
        await client.AskAsync("PWD", 257);
        Assert.Contains("a defect", Assert.Single(harness.Log.Of(1004)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defect_of_a_verb_ends_its_session_alone()
    {
        await using SessionHarness harness = new(wrap: (account, files) =>
            account.Name == "u" ? new FailingFiles(files) { Failure = new InvalidOperationException("a defect") } : files);
        harness.AddAccount("v", "p", Permissions.All);
        await using TestClient client = await harness.LoggedInAsync();
        await using TestClient other = await harness.LoggedInAsync("v");

        await client.AskAsync("MKD x", 421);
        await client.ExpectEndAsync();
        await other.AskAsync("MKD x", 257);
    }

    [Fact]
    public async Task A_home_that_cannot_be_opened_is_the_servers_fault()
    {
        await using SessionHarness harness = new(wrap: (_, _) => throw new StorageException(StorageError.NotFound, "/home/u is gone"));
        await using TestClient client = await harness.GreetedAsync();

        await client.AskAsync("USER u", 331);
        await client.AskAsync("PASS p", 421, "files");
        await client.ExpectEndAsync();
        Assert.Contains("/home/u", Assert.Single(harness.Log.Of(2003)), StringComparison.Ordinal);
    }
}
