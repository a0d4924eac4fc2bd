using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class CredentialMemoryTests
{
    private static readonly Secret Hash = new("h");
    private readonly ManualClock _clock = new();

    [Fact]
    public void Knows_exactly_what_it_was_told()
    {
        CredentialMemory memory = new(_clock, TimeSpan.FromMinutes(5), 10);
        memory.Remember("al", Hash, "ice");

        Assert.True(memory.Knows("al", Hash, "ice"));
        Assert.False(memory.Knows("a", Hash, "lice"));
        Assert.False(memory.Knows("al", new Secret("H"), "ice"));
        Assert.False(memory.Knows("al", Hash, "ic"));
        Assert.False(memory.Knows("al", new Secret("hi"), "ce"));
    }

    [Fact]
    public void Forgets_five_minutes_after_the_proof_however_often_it_was_used()
    {
        CredentialMemory memory = new(_clock, TimeSpan.FromMinutes(5), 10);
        memory.Remember("a", Hash, "p");
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.True(memory.Knows("a", Hash, "p"));
        memory.Remember("a", Hash, "p");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(memory.Knows("a", Hash, "p"));
    }

    [Fact]
    public void Forgets_the_oldest_when_full()
    {
        CredentialMemory memory = new(_clock, TimeSpan.FromMinutes(5), 2);
        memory.Remember("a", Hash, "p");
        memory.Remember("b", Hash, "p");
        Assert.True(memory.Knows("a", Hash, "p"));
        memory.Remember("c", Hash, "p");

        Assert.False(memory.Knows("a", Hash, "p"));
        Assert.True(memory.Knows("b", Hash, "p"));
        Assert.True(memory.Knows("c", Hash, "p"));
    }
}
