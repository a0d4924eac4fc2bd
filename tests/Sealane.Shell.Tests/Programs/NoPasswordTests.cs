using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>A script without a password where there is nobody to ask.</summary>
public sealed class NoPasswordTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Theory]
    [InlineData("joe", true)]
    [InlineData("joe,", false)]
    [InlineData("joe,wrong", false)]
    public async Task A_refused_login_says_that_none_was_given(string login, bool says)
    {
        await using var server = new PlainServer();
        server.Answers["PASS"] = "530 Login incorrect.";
        ProgramResult run = await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", $"set ftp:ssl-force no; set ftp:ssl-allow no; open -u {login} -p {server.Port} 127.0.0.1; ls");
        Assert.Equal(1, run.Code);
        Assert.StartsWith("ls: Login failed: 530 Login incorrect.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(says, run.Error.Contains("no password was given for joe at 127.0.0.1: -u joe,PASSWORD gives one", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
