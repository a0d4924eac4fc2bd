using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.OneShots;

public sealed class AdviceTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-advice-").FullName;

    [Fact]
    public async Task A_server_that_does_not_begin_with_TLS_is_to_be_reached_by_AUTH()
    {
        await using var server = new PlainServer();
        ProgramResult run = await RunningProgram.FtpsAsync(_home, null, "ls", $"ftps://joe:pw@127.0.0.1:{server.Port}/", "--retries", "0");
        Assert.Equal(6, run.Code);
        Assert.EndsWith($"ftp://127.0.0.1:{server.Port}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_parameters_are_not_shown() =>
        Assert.Equal("a name with a line end", LocalFault.WithoutParameter("a name with a line end (Parameter 'argument')"));

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
