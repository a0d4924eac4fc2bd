using Sealane.Fuzz;

namespace Sealane.Protocol.Tests;

public sealed class FuzzTargetTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Corpus_and_mutations_find_nothing(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(t => t.Name == name);
        List<byte[]> corpus = [.. Corpus.Load(name)];
        Assert.NotEmpty(corpus);
        Fuzzer fuzzer = new(target, corpus, seed: 20261122);
        Finding? finding = fuzzer.Run(corpus.Count + 2000);
        Assert.True(finding is null, finding is null ? "" : $"seed {finding.Seed}, input {finding.Iteration}, {Convert.ToHexString(finding.Input)}: {finding.Error}");
        Assert.True(fuzzer.Behaviours > 4, "the inputs reach more than one path");
    }
}
