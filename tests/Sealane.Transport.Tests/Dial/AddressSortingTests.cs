using System.Net;

namespace Sealane.Transport.Tests.Dial;

public sealed class AddressSortingTests
{
    [Theory]
    [InlineData(AddressOrder.AsResolved, "::1 ::2 ::3 1.1.1.1 1.1.1.2", "::1 1.1.1.1 ::2 1.1.1.2 ::3")]
    [InlineData(AddressOrder.AsResolved, "1.1.1.1 ::1 ::2", "1.1.1.1 ::1 ::2")]
    [InlineData(AddressOrder.IPv4First, "::1 ::2 1.1.1.1", "1.1.1.1 ::1 ::2")]
    [InlineData(AddressOrder.IPv6First, "1.1.1.1 1.1.1.2 ::1", "::1 1.1.1.1 1.1.1.2")]
    [InlineData(AddressOrder.IPv6First, "1.1.1.1 1.1.1.2", "1.1.1.1 1.1.1.2")]
    [InlineData(AddressOrder.IPv4Only, "::1 1.1.1.1", "1.1.1.1")]
    [InlineData(AddressOrder.IPv6Only, "::1 1.1.1.1", "::1")]
    [InlineData(AddressOrder.IPv6Only, "1.1.1.1", "")]
    [InlineData(AddressOrder.AsResolved, "1.1.1.1 1.1.1.1 ::ffff:1.1.1.1", "1.1.1.1")]
    public void Families_take_turns(AddressOrder order, string found, string tried) =>
        Assert.Equal(tried, Sorted(found, new DialerSettings { Order = order }));

    [Fact]
    public void A_local_address_leaves_out_the_other_family() =>
        Assert.Equal("1.1.1.1", Sorted("::1 1.1.1.1", new DialerSettings { LocalAddress = IPAddress.Loopback }));

    private static string Sorted(string found, DialerSettings settings) =>
        string.Join<IPAddress>(' ', AddressSorting.Sort([.. found.Split(' ').Select(IPAddress.Parse)], settings));
}
