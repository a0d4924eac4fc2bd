using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>Interrupted downloads in segments: gone on with if their journal fits the server's file, and never taken for whole.</summary>
public sealed class ResumeTests(ServerPark park) : ServerTests(park)
{
    private const string Pget = "set pget:min-chunk-size 10k; pget -c -n 3 big.bin";

    [Fact]
    public async Task What_the_journal_says_is_there_is_not_fetched_again()
    {
        using TransferScript script = new(await ServerAsync(ServerKind.Ftpsd));
        byte[] whole = File.ReadAllBytes(Path.Combine(script.Remote, "big.bin"));

        // What is said to be there is other than the server's: so it is seen that it was kept.
        byte[] part = new byte[whole.Length];
        Array.Fill(part, (byte)'k', 0, 100_000);
        File.WriteAllBytes(Path.Combine(script.Local, "big.bin.part"), part);
        File.WriteAllText(Path.Combine(script.Local, "big.bin.lftp-pget-status"), "size=300000\n0.pos=100000\n0.limit=150000\n1.pos=150000\n1.limit=300000\n");
        TransferOutcome outcome = await script.FtpsAsync(Pget);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        byte[] got = File.ReadAllBytes(Path.Combine(script.Local, "big.bin"));
        Assert.Equal(part[..100_000], got[..100_000]);
        Assert.Equal(whole[100_000..], got[100_000..]);
        Assert.DoesNotContain("pget-status", outcome.Local, StringComparison.Ordinal);
        Assert.DoesNotContain(".part", outcome.Local, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=299999\n0.pos=100000\n0.limit=299999\n")]
    [InlineData("size=300000\n0.pos=100000\n0.limit=300000\nmodified=20010203040506\n")]
    [InlineData("size=300000\n0.pos=400000\n0.limit=300000\n")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_part_whose_journal_does_not_fit_is_fetched_anew(string? journal)
    {
        using TransferScript script = new(await ServerAsync(ServerKind.Ftpsd));
        File.WriteAllBytes(Path.Combine(script.Local, "big.bin.part"), new byte[300_000]);
        if (journal is not null)
        {
            File.WriteAllText(Path.Combine(script.Local, "big.bin.lftp-pget-status"), journal);
        }

        TransferOutcome outcome = await script.FtpsAsync(Pget);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(File.ReadAllBytes(Path.Combine(script.Remote, "big.bin")), File.ReadAllBytes(Path.Combine(script.Local, "big.bin")));
    }

    [Fact]
    public async Task What_lftp_began_is_gone_on_with()
    {
        using TransferScript script = new(await ServerAsync(ServerKind.Ftpsd));
        byte[] whole = File.ReadAllBytes(Path.Combine(script.Remote, "big.bin"));
        byte[] sparse = new byte[200_000];
        whole.AsSpan(0, 50_000).CopyTo(sparse);
        whole.AsSpan(150_000, 50_000).CopyTo(sparse.AsSpan(150_000));
        File.WriteAllBytes(Path.Combine(script.Local, "big.bin"), sparse);
        File.WriteAllText(Path.Combine(script.Local, "big.bin.lftp-pget-status"), "size=300000\n0.pos=50000\n0.limit=150000\n1.pos=200000\n1.limit=300000\n");

        Assert.Equal(0, (await script.FtpsAsync(Pget)).Code);
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(script.Local, "big.bin")));
    }

    [Fact]
    public async Task A_failed_segment_keeps_what_has_come()
    {
        using TransferScript script = new(await ServerAsync(ServerKind.Ftpsd));
        File.WriteAllText(Path.Combine(script.Local, "big.bin.lftp-pget-status"), "size=300000\n0.pos=0\n0.limit=300000\n");
        File.WriteAllBytes(Path.Combine(script.Local, "big.bin.part"), new byte[300_000]);

        // The login that fails for the segments is the one that everything goes through.
        TransferOutcome outcome = await script.FtpsAsync("set pget:min-chunk-size 10k; user ftptest wrong; set net:max-retries 1; pget -c big.bin");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("Login failed: 530", outcome.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(script.Local, "big.bin.part")));
        Assert.True(File.Exists(Path.Combine(script.Local, "big.bin.lftp-pget-status")));
        Assert.False(File.Exists(Path.Combine(script.Local, "big.bin")));
    }
}
