using Sealane.Fuzz;

namespace Sealane.Protocol.Tests;

public sealed class FuzzerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_planted_bug_is_found_and_shortened(ulong seed)
    {
        Finding? finding = new Fuzzer(new Planted(), ["USER anonymous\r\n"u8.ToArray()], seed).Run(200_000);
        Assert.NotNull(finding);
        Assert.Equal(seed, finding.Seed);
        Assert.Equal("planted", finding.Error.Message);
        Assert.Equal("\r\n\n\0", Fragmented.Text(finding.Input));
    }

    [Fact]
    public void The_same_seed_does_the_same()
    {
        Finding first = new Fuzzer(new Planted(), [], 7).Run(500_000)!;
        Finding second = new Fuzzer(new Planted(), [], 7).Run(500_000)!;
        Assert.Equal(first.Iteration, second.Iteration);
        Assert.Equal(first.Input, second.Input);
    }

    [Fact]
    public void The_corpus_runs_first_and_an_unexpected_exception_is_a_finding()
    {
        Finding finding = new Fuzzer(new Throwing(), ["fine"u8.ToArray(), "bad"u8.ToArray()], 1).Run(3)!;
        Assert.Equal(2, finding.Iteration); // after the empty input and the first of the corpus
        Assert.IsType<IndexOutOfRangeException>(finding.Error);
    }

    // Four conditions one behind the other: hopeless for chance alone, found by keeping what got further.
    private sealed class Planted : FuzzTarget
    {
        public override string Name => "planted";

        public override int Run(ReadOnlySpan<byte> input)
        {
            ReadOnlySpan<byte> wanted = "\r\n\n\0"u8;
            int reached = 0;
            while (reached < wanted.Length && reached < input.Length && input[reached] == wanted[reached])
            {
                reached++;
            }

            Require(reached < wanted.Length, "planted");
            return reached;
        }
    }

    private sealed class Throwing : FuzzTarget
    {
        public override string Name => "throwing";

        public override int Run(ReadOnlySpan<byte> input) => input.StartsWith("b"u8) ? input[99] : 0;
    }
}
