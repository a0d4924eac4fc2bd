using System.Net;
using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("ftp.example.com", "ftp.example.com", true)]
    [InlineData("FTP.Example.COM.", "ftp.EXAMPLE.com", true)]
    [InlineData("a.example.com", "*.example.com", true)]
    [InlineData("a.b.example.com", "*.example.com", false)]
    [InlineData("example.com", "*.example.com", false)]
    [InlineData(".example.com", "*.example.com", false)]
    [InlineData("*.example.com", "*.example.com", false)]
    [InlineData("a.example.com", "a*.example.com", false)]
    [InlineData("a.b.example.com", "a.*.example.com", false)]
    [InlineData("a.b.example.com", "*.*.example.com", false)]
    [InlineData("example.com", "*.com", false)]
    [InlineData("localhost", "*", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("ftp.example.com", "ftp.example.com\0.evil", false)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "*.0.0.1", false)]
    [InlineData("ftp.example.com.evil.org", "ftp.example.com", false)]
    [InlineData("", "", false)]
    public void Names(string host, string pattern, bool expected) => Assert.Equal(expected, HostNames.Match(host, new SubjectNames([pattern], [])));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("[2001:DB8::1]", "2001:db8:0:0::1", true)]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1.example", "192.0.2.1", false)]
    [InlineData("3221225985", "192.0.2.1", false)]
    [InlineData("0x7f.1", "127.0.0.1", false)]
    [InlineData("fe80::1%1", "fe80::1", true)]
    public void Addresses(string host, string address, bool expected) => Assert.Equal(expected, HostNames.Match(host, new SubjectNames([], [IPAddress.Parse(address)])));

    // What a wildcard covers is one label more than its parent, for whatever is thrown at it.
    [Fact]
    public void A_wildcard_covers_exactly_one_label()
    {
        Random random = new(20260601);
        for (int round = 0; round < 20_000; round++)
        {
            string[] labels = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Label(random))], parent = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Label(random))];
            string host = random.Next(2) == 0 ? string.Join('.', labels) : $"{Label(random)}.{string.Join('.', parent)}";
            string pattern = "*." + string.Join('.', parent);
            bool expected = parent.Length >= 2 && host.Split('.').Length == parent.Length + 1 && host.EndsWith("." + string.Join('.', parent), StringComparison.Ordinal);
            Assert.True(expected == HostNames.Match(host, new SubjectNames([pattern], [])), $"{host} against {pattern}");
        }
    }

    private static string Label(Random random) => new([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (char)('a' + random.Next(3)))]);

    [Theory]
    [InlineData("ftp.example", "ftp.example", null)]
    [InlineData("FTP.example:990", "ftp.example", 990)]
    [InlineData("[::1]:21", "::1", 21)]
    [InlineData("::1", "::1", null)]
    [InlineData("[2001:DB8::1]", "2001:db8::1", null)]
    public void Addresses_are_split(string text, string host, int? port) => Assert.Equal((host, port), HostAddress.Split(text));

    [Theory]
    [InlineData("")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:x")]
    [InlineData(":21")]
    [InlineData("a b:21")]
    [InlineData("a\nb")]
    [InlineData("a#b")]
    public void What_is_no_address_is_not_split(string text) => Assert.Null(HostAddress.Split(text));
}
