using System.Net;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Control;

/// <summary>What a reload does to the listening sockets is found by comparison.</summary>
public sealed class ListenerChangesTests
{
    [Fact]
    public void What_is_the_same_is_kept()
    {
        ListenEndpoint[] both = [At("127.0.0.1", 21), At("::", 990, implicitTls: true, dual: true)];
        ListenerChanges changes = ListenerChanges.Between(both, [.. both.Reverse()]);

        Assert.Empty(changes.Added);
        Assert.Empty(changes.Removed);
        Assert.Equal(2, changes.Kept.Count);
    }

    [Fact]
    public void A_socket_whose_kind_changes_is_kept_with_its_new_kind()
    {
        ListenerChanges changes = ListenerChanges.Between([At("127.0.0.1", 21)], [At("127.0.0.1", 21, implicitTls: true)]);

        Assert.Empty(changes.Added);
        Assert.Empty(changes.Removed);
        Assert.True(Assert.Single(changes.Kept).ImplicitTls);
    }

    [Theory]
    [InlineData("127.0.0.1", 22, false)]
    [InlineData("127.0.0.2", 21, false)]
    [InlineData("::1", 21, false)]
    public void Another_address_or_port_is_another_socket(string address, int port, bool dual)
    {
        ListenEndpoint old = At("127.0.0.1", 21), other = At(address, port, dual: dual);
        ListenerChanges changes = ListenerChanges.Between([old], [other]);

        Assert.Equal([other], changes.Added);
        Assert.Equal([old], changes.Removed);
        Assert.Empty(changes.Kept);
    }

    [Fact]
    public void A_socket_that_shall_take_both_families_is_another_one()
    {
        ListenerChanges changes = ListenerChanges.Between([At("::", 21)], [At("::", 21, dual: true)]);

        Assert.Single(changes.Added);
        Assert.Single(changes.Removed);
    }

    private static ListenEndpoint At(string address, int port, bool implicitTls = false, bool dual = false) => new(new IPEndPoint(IPAddress.Parse(address), port), dual, implicitTls);
}
