using System.Net;
using Sealane.Server.Accounts;
using Sealane.Server.Control;
using Sealane.Server.Options;
using Sealane.Server.Tests.Options;

namespace Sealane.Server.Tests.Control;

/// <summary>Each rule that can refuse a login is named when it does, and the first one decides.</summary>
public sealed class LoginExplanationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Account s_account = new() { Name = "alice", Home = "/home/alice", PasswordHash = PasswordHash.Create("p", 1000), Created = s_now };

    private static LoginQuestion Question(string config = "") => new()
    {
        User = "alice",
        From = IPAddress.Parse("192.0.2.7"),
        Tls = true,
        Configuration = TestHost.Check(config),
        Account = s_account,
        Address = new AddressStatus { Sessions = 3, SessionsFromHere = 1, BannedSeconds = 0 },
        HomeFault = _ => null,
        Now = s_now,
    };

    [Fact]
    public void An_ordinary_login_is_let_in()
    {
        LoginAnswer answer = LoginExplanation.Explain(Question());

        Assert.True(answer.Allowed, string.Join('\n', answer.Rules));
        Assert.Equal("home", answer.DecidedBy);
        Assert.Single(answer.Rules, rule => rule.Decides);
        Assert.DoesNotContain(answer.Rules, rule => rule.Verdict == LoginVerdict.Refuses);
    }

    [Theory]
    [InlineData("listen_address", "listen_address=127.0.0.1")]
    [InlineData("listen", "listen=NO\nlisten_ipv6=YES\nlisten_address6=2001:db8::1")]
    [InlineData("max_clients", "max_clients=3")]
    [InlineData("max_per_ip", "max_per_ip=1")]
    public void The_configuration_can_refuse(string rule, string config) => Decides(rule, Question(config));

    [Fact]
    public void The_line_of_hosts_deny_is_named_that_refuses()
    {
        string deny = Path.GetTempFileName();
        File.WriteAllText(deny, "sshd: ALL\nvsftpd: 192.0.2. EXCEPT 192.0.2.8\n");
        var loader = TestHost.With(new() { [deny] = FileCondition.Readable });
        LoginQuestion question = Question() with { Configuration = loader.Parse(System.Text.Encoding.UTF8.GetBytes($"tcp_wrappers=YES\nhosts_deny_file={deny}\n"), "/etc/test.conf", []) };
        File.Delete(deny);

        Decides("tcp_wrappers", question);
        Assert.Contains($"{deny}:2: vsftpd: 192.0.2. EXCEPT 192.0.2.8", LoginExplanation.Explain(question).Rules.Single(rule => rule.Decides).Text, StringComparison.Ordinal);
        Assert.True(LoginExplanation.Explain(question with { From = IPAddress.Parse("192.0.2.8") }).Allowed);
    }

    [Fact]
    public void A_client_without_tls_is_refused_unless_it_is_allowed()
    {
        Decides("force_local_logins_ssl", Question() with { Tls = false });
        Assert.True(LoginExplanation.Explain(Question("force_local_logins_ssl=NO") with { Tls = false }).Allowed);
    }

    [Fact]
    public void The_server_can_refuse_an_address() =>
        Decides("ban_after", Question() with { Address = new AddressStatus { Sessions = 0, SessionsFromHere = 0, BannedSeconds = 61 } });

    [Fact]
    public void The_account_can_refuse()
    {
        Decides("account", Question() with { Account = null });
        Decides("name", Question() with { Account = null, User = "a/b" });
        Decides("password", Question() with { Account = s_account with { PasswordHash = null } });
        Decides("locked", Question() with { Account = s_account with { Enabled = false } });
        Decides("expires", Question() with { Account = s_account with { Expires = s_now } });
        Decides("home", Question() with { HomeFault = _ => "there is no such directory" });
        Assert.True(LoginExplanation.Explain(Question() with { Account = s_account with { Expires = s_now.AddSeconds(1) } }).Allowed);
    }

    [Fact]
    public void Without_a_server_its_limits_are_those_of_a_fresh_start() =>
        Assert.True(LoginExplanation.Explain(Question("max_clients=1\nmax_per_ip=1") with { Address = null }).Allowed);

    [Fact]
    public void Anonymous_users_have_rules_of_their_own()
    {
        Account anybody = new() { Name = "ftp", Kind = AccountKind.Anonymous, Home = "/srv/ftp", Permissions = Permissions.Read | Permissions.List | Permissions.UploadOnly };
        LoginQuestion Anonymous(string config) => Question("anonymous_enable=YES\n" + config) with
        {
            User = "Anonymous", Account = anybody, LocalUser = new LoginResult { Account = anybody },
        };
        LoginAnswer clear = LoginExplanation.Explain(Anonymous("") with { Tls = false });
        Assert.True(clear.Allowed, string.Join('\n', clear.Rules));
        Assert.Contains(clear.Rules, rule => rule is { Name: "anon_root", Verdict: LoginVerdict.Applies } && rule.Text.Contains("/srv/ftp", StringComparison.Ordinal));
        Assert.Contains(clear.Rules, rule => rule.Name == "permissions" && rule.Text.Contains("read,list,upload of new files", StringComparison.Ordinal));
        Assert.Contains(clear.Rules, rule => rule.Name == "password" && rule.Text == "anything will do.");
        Decides("force_anon_logins_ssl", Anonymous("force_anon_logins_ssl=YES") with { Tls = false });
        Decides("allow_anon_ssl", Anonymous("allow_anon_ssl=NO"));
        Decides("account", Anonymous("") with { Account = null, LocalUser = new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = "no such user" } });
        Decides("home", Anonymous("") with { HomeFault = _ => "there is no such directory" });
    }

    [Fact]
    public void The_users_own_settings_are_shown_and_what_follows_goes_by_them()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sealane-explain-");
        try
        {
            string file = Path.Combine(directory.FullName, "alice");
            Assert.Contains(Rules(), rule => rule is { Name: "user_config_dir", Verdict: LoginVerdict.Passes } && rule.Text.StartsWith("there is no file", StringComparison.Ordinal));
            File.WriteAllText(file, "write_enable=NO\n");
            Assert.Contains(Rules(), rule => rule.Name == "user_config_dir" && rule.Text == $"for this user {file} sets write_enable=NO.");
            Assert.Contains(Rules(), rule => rule.Name == "write_enable" && rule.Text.StartsWith("nobody may change files", StringComparison.Ordinal));
            File.WriteAllText(file, "write_enable=PERHAPS\n");
            Decides("user_config_dir", Question("user_config_dir=" + directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        IReadOnlyList<LoginRule> Rules() => LoginExplanation.Explain(Question("user_config_dir=" + directory.FullName)).Rules;
    }

    [Fact]
    public void Where_the_address_has_settings_of_its_own_they_decide_who_is_anonymous()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sealane-explain-");
        try
        {
            string allow = Path.Combine(directory.FullName, "allow"), partners = Path.Combine(directory.FullName, "partners");
            File.WriteAllText(allow, $"vsftpd: 192.0.2.0/24: setenv VSFTPD_LOAD_CONF {partners}\n");
            File.WriteAllText(partners, "anonymous_enable=YES\nftp_username=nobody\nanon_root=/\n");
            LoadedConfiguration loaded = TestHost.With(new() { [allow] = FileCondition.Readable, [partners] = FileCondition.Readable })
                .Parse(System.Text.Encoding.UTF8.GetBytes($"tcp_wrappers=YES\nhosts_allow_file={allow}\nhosts_deny_file=/nowhere\n"), "/etc/test.conf", []);
            Assert.Equal([], loaded.Diagnostics.Where(finding => finding.Severity == Severity.Error));
            System.Net.IPAddress partner = System.Net.IPAddress.Parse("192.0.2.1");
            LoginQuestion question = Question() with { Configuration = loaded, User = "ftp", From = partner, Tls = false, LocalUser = LoginPreview.Find(loaded.Options!.ServedTo(partner), "ftp") };
            question = question with { Account = question.LocalUser?.Account };
            Assert.Contains(LoginExplanation.Explain(question).Rules, rule => rule.Name == "anon_root");
            Assert.Null(LoginPreview.Find(loaded.Options.ServedTo(System.Net.IPAddress.Parse("198.51.100.1")), "ftp"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Decides(string name, LoginQuestion question)
    {
        LoginAnswer answer = LoginExplanation.Explain(question);
        Assert.False(answer.Allowed, string.Join('\n', answer.Rules));
        LoginRule rule = Assert.Single(answer.Rules, rule => rule.Decides);
        Assert.Equal((name, LoginVerdict.Refuses), (rule.Name, rule.Verdict));
        Assert.Equal(name, answer.DecidedBy);
        Assert.Single(answer.Rules, one => one.Verdict == LoginVerdict.Refuses);
    }
}
