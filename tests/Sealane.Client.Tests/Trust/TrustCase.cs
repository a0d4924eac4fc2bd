using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

/// <summary>A root authority, a clock that stands still, files, and options that know nothing of the machine the test runs on.</summary>
internal sealed class TrustCase : TimeProvider, IDisposable
{
    public TrustCase() => Root = Issued.Authority("Test root", Now);

    public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public Scratch Files { get; } = new();

    public Issued Root { get; }

    public KnownServers Known => new(Files["known_servers"]);

    public ServerTrustOptions Nothing => new() { UseSystemStore = false, LocalAuthorityFiles = [], Clock = this };

    public ServerTrustOptions WithRoot => Nothing with { CaFiles = [Files.Write("root.pem", Root.Pem)] };

    public override DateTimeOffset GetUtcNow() => Now;

    public static ServerIdentity Server(string host, params Issued[] chain) => new(host, 2121, [.. chain.Select(link => link.Der)]);

    public static async Task<TrustVerdict> JudgeAsync(ServerTrustOptions options, string host, params Issued[] chain) =>
        await new ServerTrust(options).JudgeAsync(Server(host, chain), CancellationToken.None);

    public static CertificatePin Pin(string text)
    {
        Assert.True(CertificatePin.TryParse(text, out CertificatePin? pin), text);
        return pin;
    }

    public static void Refused(TrustProblem problem, TrustVerdict verdict, params string[] saying)
    {
        Assert.False(verdict.IsTrusted, verdict.Message);
        Assert.Equal(problem, verdict.Problem);
        Assert.Null(verdict.Source);
        Assert.All(saying, text => Assert.Contains(text, verdict.Message, StringComparison.Ordinal));
        Assert.StartsWith("Certificate verification: ", verdict.LftpLine, StringComparison.Ordinal);
    }

    public static void Trusted(TrustSource source, TrustVerdict verdict)
    {
        Assert.True(verdict.IsTrusted, verdict.Message);
        Assert.Equal(source, verdict.Source);
        Assert.Null(verdict.Problem);
    }

    public void Dispose()
    {
        Root.Dispose();
        Files.Dispose();
    }
}
