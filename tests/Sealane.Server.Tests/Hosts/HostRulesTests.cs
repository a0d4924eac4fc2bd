using System.Net;
using Sealane.Server.Hosts;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Hosts;

/// <summary>What lines of hosts.allow and hosts.deny mean (hosts_access(5), hosts_options(5)).</summary>
public sealed class HostRulesTests
{
    [Theory]
    [InlineData("192.168.1.5", "192.168.1.5", true)]
    [InlineData("192.168.1.5", "192.168.1.50", false)]
    [InlineData("192.168.", "192.168.7.1", true)]
    [InlineData("192.168.", "192.16.8.1", false)]
    [InlineData("10.", "10.255.0.1", true)]
    [InlineData("192.168.0.0/255.255.254.0", "192.168.1.255", true)]
    [InlineData("192.168.0.0/255.255.254.0", "192.168.2.0", false)]
    [InlineData("192.168.0.0/16", "192.168.200.1", true)]
    [InlineData("0.0.0.0/0.0.0.0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0.0.0.0", "2001:db8::1", false)]
    [InlineData("[2001:db8::]/32", "2001:db8:5::1", true)]
    [InlineData("[2001:db8::]/32", "2001:db9::1", false)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("192.168.1.5", "::ffff:192.168.1.5", true)]
    [InlineData("192.168.?.5", "192.168.3.5", true)]
    [InlineData("192.168.*", "192.168.3.5", true)]
    [InlineData("192.168.?.5", "192.168.33.5", false)]
    [InlineData("ALL", "2001:db8::1", true)]
    [InlineData("all", "192.0.2.1", true)]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("localhost", "192.0.2.1", false)]
    [InlineData("10., 192.0.2.1 ,192.0.2.2", "192.0.2.2", true)]
    [InlineData("ALL EXCEPT 192.0.2.1", "192.0.2.1", false)]
    [InlineData("ALL EXCEPT 192.0.2.1", "192.0.2.2", true)]
    [InlineData("192.0.2. EXCEPT 192.0.2.0/28 EXCEPT 192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2. EXCEPT 192.0.2.0/28 EXCEPT 192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2. EXCEPT 192.0.2.0/28 EXCEPT 192.0.2.7", "203.0.113.1", false)]
    public void A_pattern_is_about_these_addresses(string clients, string client, bool expected)
    {
        foreach (bool allows in new[] { false, true })
        {
            HostRule rule = Assert.Single(Read($"vsftpd: {clients}", allows));
            Assert.Equal(expected, rule.Applies(IPAddress.Parse(client) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : IPAddress.Parse(client)));
        }
    }

    [Theory]
    [InlineData("vsftpd", true)]
    [InlineData("ftpsd", true)]
    [InlineData("VSFTPD", true)]
    [InlineData("ALL", true)]
    [InlineData("sshd, vsftpd", true)]
    [InlineData("vsftpd@192.0.2.1", true)]
    [InlineData("ALL EXCEPT sshd", true)]
    [InlineData("ALL EXCEPT vsftpd", false)]
    [InlineData("ALL EXCEPT ALL EXCEPT ftpsd", true)]
    [InlineData("sshd", false)]
    [InlineData("proftpd", false)]
    public void A_line_is_about_us_by_the_name_of_vsftpd_or_by_ours(string daemons, bool expected) =>
        Assert.Equal(expected, Read($"{daemons} : 192.0.2.1", allows: false).Count == 1);

    [Fact]
    public void The_first_line_about_a_client_decides_and_hosts_allow_comes_first()
    {
        HostRules rules = new([
            .. Read("# comment \\\nvsftpd: 10.\nvsftpd : 192.0.2.7 : deny\nvsftpd: 192.0.2. \\\n  203.0.113. : severity info : allow\n", allows: true),
            .. Read("sshd: ALL\nvsftpd: 198.51.100.7: allow\nALL: ALL\n", allows: false),
        ]);

        Assert.Null(rules.Rules.FirstOrDefault(rule => rule.Clients.Match(IPAddress.Parse("10.0.0.1")) == HostMatch.Yes && rule.Origin.Line == 2));
        AssertDecides("192.0.2.7", allowed: false, line: 3);
        AssertDecides("192.0.2.8", allowed: true, line: 4);
        AssertDecides("203.0.113.1", allowed: true, line: 4);
        AssertDecides("198.51.100.7", allowed: true, line: 2);
        AssertDecides("198.51.100.8", allowed: false, line: 3);
        Assert.Null(new HostRules([]).Find(IPAddress.Loopback));

        void AssertDecides(string client, bool allowed, int line)
        {
            HostRule rule = rules.Find(IPAddress.Parse(client))!;
            Assert.Equal((allowed, line), (rule.Allows, rule.Origin.Line));
        }
    }

    [Theory]
    [InlineData(".example.com")]
    [InlineData("host.example.com")]
    [InlineData("LOCAL")]
    [InlineData("KNOWN")]
    [InlineData("UNKNOWN")]
    [InlineData("PARANOID")]
    [InlineData("@partners")]
    [InlineData("alice@192.0.2.1")]
    [InlineData("ALL EXCEPT host.example.com")]
    public void What_needs_a_lookup_refuses_where_it_denies_and_lets_nobody_in_where_it_allows(string clients)
    {
        DiagnosticSink allowing = new();
        Assert.False(Assert.Single(Read($"vsftpd: {clients}", allows: true, allowing)).Applies(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(Severity.Warning, Assert.Single(allowing.InOrder()).Severity);

        DiagnosticSink denying = new();
        Assert.True(Assert.Single(Read($"vsftpd: {clients}", allows: false, denying)).Applies(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(Severity.Error, Assert.Single(denying.InOrder()).Severity);

        // A line of hosts.allow that ends in deny is one of the denying.
        DiagnosticSink turned = new();
        Assert.True(Assert.Single(Read($"vsftpd: {clients} : deny", allows: true, turned)).Applies(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(Severity.Error, Assert.Single(turned.InOrder()).Severity);
    }

    [Theory]
    [InlineData("vsftpd ALL")]
    [InlineData("vsftpd: 2001:db8::1")]
    [InlineData("vsftpd: ALL:")]
    [InlineData("vsftpd: 192.168.1.5/24")]
    [InlineData("vsftpd: 192.168.1.0/33")]
    [InlineData("vsftpd: 0.0.0.0/0")]
    [InlineData("vsftpd: 192.168.1")]
    [InlineData("vsftpd: 300.1.1.1")]
    [InlineData("vsftpd: [192.0.2.1]")]
    [InlineData("vsftpd: ALL: drop")]
    [InlineData("vsftpd: ALL: deny: severity info")]
    [InlineData("vsftpd: ALL: aclexec /bin/true")]
    [InlineData("vsftpd: ALL: setenv VSFTPD_LOAD_CONF partners.conf")]
    [InlineData("vsftpd: ALL: setenv VSFTPD_LOAD_CONF /etc/%a.conf")]
    public void A_line_that_cannot_be_meant_so_is_an_error(string line)
    {
        DiagnosticSink diagnostics = new();
        Read(line, allows: true, diagnostics);
        Assert.Equal((Severity.Error, 1), (Assert.Single(diagnostics.InOrder()).Severity, diagnostics.InOrder()[0].Line));
    }

    [Theory]
    [InlineData("spawn (/bin/echo %a | mail root) &", true)]
    [InlineData("twist /bin/echo 421 go away", false)]
    [InlineData("banners /etc/banners", true)]
    [InlineData("(/usr/sbin/safe_finger -l @%h) &", true)]
    public void Commands_are_not_run_which_is_said(string option, bool allows)
    {
        DiagnosticSink diagnostics = new();
        Assert.Equal(allows, Assert.Single(Read($"vsftpd: ALL: {option}", allows: true, diagnostics)).Allows);
        Assert.Equal(Severity.Warning, Assert.Single(diagnostics.InOrder()).Severity);
    }

    [Fact]
    public void A_file_of_patterns_is_read_and_a_missing_one_matches_nobody()
    {
        HostRule rule = Assert.Single(Read("vsftpd: /etc/blocked", allows: false, new DiagnosticSink(), path => path == "/etc/blocked" ? "192.0.2.1\n10.\n" : null));
        Assert.True(rule.Applies(IPAddress.Parse("10.1.1.1")));
        Assert.False(rule.Applies(IPAddress.Parse("192.0.2.2")));
        Assert.False(Assert.Single(Read("vsftpd: /etc/other", allows: false)).Applies(IPAddress.Parse("10.1.1.1")));
    }

    private static List<HostRule> Read(string content, bool allows, DiagnosticSink? diagnostics = null, Func<string, string?>? readList = null) =>
        new HostsFile(allows ? "/etc/hosts.allow" : "/etc/hosts.deny", allows, readList ?? (_ => null), diagnostics ?? new DiagnosticSink()).Read(content);
}
