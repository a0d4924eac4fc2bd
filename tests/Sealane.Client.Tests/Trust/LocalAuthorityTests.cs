using Sealane.Client.Trust;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Trust;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection(nameof(Dialogs.Alone))]
public sealed class LocalAuthorityTests : IDisposable
{
    private readonly Scratch _files = new();

    public void Dispose() => _files.Dispose();

    private (ServerTrustOptions Options, byte[][] Chain, string Authority) Serve(params string[] names)
    {
        LocalCertificates certificates = new(_files["tls"], TimeProvider.System);
        certificates.EnsureLeaf(names);
        using CertificateFile file = CertificateFile.LoadPublic(certificates.CertificatePath);
        return (new ServerTrustOptions { UseSystemStore = false, LocalAuthorityFiles = [_files["nothing.pem"], certificates.AuthorityPath] }, [.. file.ChainDer], certificates.AuthorityPath);
    }

    private static async Task<TrustVerdict> JudgeAsync(ServerTrustOptions options, string host, byte[][] chain) =>
        await new ServerTrust(options).JudgeAsync(new ServerIdentity(host, 2121, chain), CancellationToken.None);

    [Fact]
    public async Task The_same_users_daemon_is_trusted_with_nothing_installed()
    {
        (ServerTrustOptions options, byte[][] chain, _) = Serve([.. CertificateNames.OfThisMachine()]);
        foreach (string host in (string[])["localhost", "127.0.0.1", "::1", "[::1]"])
        {
            TrustCase.Trusted(TrustSource.LocalAuthority, await JudgeAsync(options, host, chain));
        }

        TrustCase.Refused(TrustProblem.UnknownAuthority, await JudgeAsync(options with { UseLocalAuthority = false }, "localhost", chain));
    }

    [Fact]
    public async Task It_does_not_become_every_server_of_the_world()
    {
        (ServerTrustOptions options, byte[][] chain, _) = Serve("localhost", "bank.example", "198.51.100.7");
        TrustCase.Trusted(TrustSource.LocalAuthority, await JudgeAsync(options, "localhost", chain));
        TrustCase.Refused(TrustProblem.UnknownAuthority, await JudgeAsync(options, "bank.example", chain), "this machine's own names");
        TrustCase.Refused(TrustProblem.UnknownAuthority, await JudgeAsync(options, "198.51.100.7", chain), "this machine's own names");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_file_that_others_may_write_is_not_believed(UnixFileMode extra)
    {
        (ServerTrustOptions options, byte[][] chain, string authority) = Serve("localhost");
        File.SetUnixFileMode(authority, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        TrustCase.Refused(TrustProblem.UnknownAuthority, await JudgeAsync(options, "localhost", chain), $"chmod go-w {authority}");
    }

    [Fact]
    public async Task A_file_of_another_user_is_not_believed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        (ServerTrustOptions options, byte[][] chain, string authority) = Serve("localhost");
        using (System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", ["65534", authority]))
        {
            await chown.WaitForExitAsync();
        }

        TrustCase.Refused(TrustProblem.UnknownAuthority, await JudgeAsync(options, "localhost", chain), "belongs to another user");
    }

    [Fact]
    public void Notes_are_kept_for_the_user_once_each_and_forgotten_with_their_files()
    {
        string? before = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        try
        {
            Environment.SetEnvironmentVariable("XDG_STATE_HOME", _files.Root);
            string first = _files.Write("a.pem", ""), second = _files.Write("b.pem", "");
            Assert.True(LocalAuthorities.Note(first));
            Assert.True(LocalAuthorities.Note(second));
            Assert.True(LocalAuthorities.Note(first));
            Assert.Equal([first, second], LocalAuthorities.Candidates().Where(path => path.StartsWith(_files.Root, StringComparison.Ordinal) && !path.EndsWith("ca.pem", StringComparison.Ordinal)));
            File.Delete(first);
            Assert.True(LocalAuthorities.Note(_files.Write("c.pem", "")));
            Assert.DoesNotContain(first, LocalAuthorities.Candidates());
            string list = Path.Combine(_files.Root, "sealane", "local-authorities");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(list));
            File.SetUnixFileMode(list, File.GetUnixFileMode(list) | UnixFileMode.OtherWrite);
            Assert.DoesNotContain(second, LocalAuthorities.Candidates());
            Environment.SetEnvironmentVariable("XDG_STATE_HOME", first + "/nowhere");
            File.WriteAllText(first, "a file where a directory would have to be");
            Assert.False(LocalAuthorities.Note(second));
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_STATE_HOME", before);
        }
    }
}
