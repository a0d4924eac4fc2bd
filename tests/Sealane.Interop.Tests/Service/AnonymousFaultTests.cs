using System.Text;
using Sealane.Daemon.Identity;
using Sealane.Server.Options;

namespace Sealane.Interop.Tests.Service;

/// <summary>Which reloads would have anonymous users act as somebody whom they would not act as after a start.</summary>
public sealed class AnonymousFaultTests
{
    private const string On = "anonymous_enable=YES\nanon_root=/srv\n";

    [Theory]
    [InlineData("", On, true)]
    [InlineData("", On + "nopriv_user=nobody\n", false)]
    [InlineData("", On + "nopriv_user=other\n", true)]
    [InlineData("", On + "nopriv_user=root\n", true)]
    [InlineData("", On + "ftp_username=nobody\n", false)]
    [InlineData("", On + "local_enable=YES\n", true)]
    [InlineData("", "", false)]
    [InlineData(On, "", false)]
    [InlineData(On, On + "anon_upload_enable=YES\n", false)]
    [InlineData(On, On + "nopriv_user=other\n", false)]
    [InlineData(On, On + "ftp_username=other\n", true)]
    public void It_is_refused_where_they_would_be_the_server_itself(string now, string wanted, bool refused)
    {
        string? fault = ProcessIdentity.AnonymousFault(Options(now), Options(wanted), "nobody");
        Assert.Equal(refused, fault is not null);
        Assert.True(fault?.Contains("gave root up for nobody", StringComparison.Ordinal) ?? true, fault);
    }

    private static ServerOptions Options(string content) => new ConfigurationLoader(new HostFacts
    {
        StateDirectory = "/var/lib/test", Probe = path => path == "/srv" ? FileCondition.Directory : FileCondition.Missing, CertificateFault = (_, _) => null, FindUser = _ => new HostUser(99, "/srv"),
    }).Parse(Encoding.UTF8.GetBytes("ssl_enable=NO\n" + content), "/etc/test.conf", []).Options!;
}
