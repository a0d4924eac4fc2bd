using System.Text;
using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class AnonymousOptionsTests
{
    private static readonly Dictionary<string, FileCondition> s_files = new()
    {
        ["/srv/ftp"] = FileCondition.Directory,
        ["/etc/banned"] = FileCondition.Readable,
        ["/etc/accepted"] = FileCondition.Readable,
    };

    [Fact]
    public void Nobody_is_let_in_unless_it_is_asked_for_and_with_vsftpds_defaults_everybody()
    {
        Assert.Null(TestHost.Usable("").Anonymous);
        Assert.NotNull(TestHost.Usable("compat=vsftpd\nrsa_cert_file=").Anonymous);
    }

    [Fact]
    public void Every_option_of_theirs_is_bound()
    {
        ServerOptions options = Load(
            """
            anonymous_enable=YES
            ftp_username=public
            anon_root=/srv/ftp
            no_anon_password=YES
            allow_anon_ssl=NO
            deny_email_enable=YES
            banned_email_file=banned
            secure_email_list_enable=YES
            email_password_file=/etc/accepted
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_other_write_enable=YES
            anon_world_readable_only=NO
            anon_umask=022
            anon_max_rate=5000
            chown_uploads=YES
            chown_username=archive
            chown_upload_mode=0640
            """).Options!;
        AnonymousOptions anonymous = options.Anonymous!;
        Assert.Equal(
            ("public", "/srv/ftp", false, false, "/etc/banned", "/etc/accepted"),
            (anonymous.UserName, anonymous.Root, anonymous.AsksPassword, anonymous.AllowTls, anonymous.BannedPasswords, anonymous.AcceptedPasswords));
        AnonymousRights rights = anonymous.Rights;
        Assert.Equal((Permissions.All | Permissions.UploadOnly, false, 18, 5000L), (rights.Permissions, rights.WorldReadableOnly, rights.Umask, rights.BytesPerSecond));
        Assert.Equal(("archive", 0b110_100_000), (rights.Handover!.UserName, rights.Handover.Mode));
        Assert.True(options.NeedsRoot);
        Assert.Null(options.UnprivilegedUser);
    }

    [Fact]
    public void By_default_they_read_and_list_what_everybody_may_and_need_no_TLS()
    {
        AnonymousOptions anonymous = TestHost.Usable("anonymous_enable=YES").Anonymous!;
        Assert.Equal(("ftp", null, true, true, false, false), (anonymous.UserName, anonymous.Root, anonymous.AsksPassword, anonymous.AllowTls, anonymous.ForceLogins, anonymous.ForceData));
        Assert.Equal((Permissions.Read | Permissions.List, true, 63, 0L), (anonymous.Rights.Permissions, anonymous.Rights.WorldReadableOnly, anonymous.Rights.Umask, anonymous.Rights.BytesPerSecond));
        Assert.Null(anonymous.Rights.Handover);
        Assert.False(TestHost.Usable("compat=vsftpd\nrsa_cert_file=").Anonymous!.AllowTls);
    }

    [Fact]
    public void What_is_forced_is_allowed_and_without_TLS_nothing_is_forced()
    {
        AnonymousOptions forced = TestHost.Usable("anonymous_enable=YES\nallow_anon_ssl=NO\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES").Anonymous!;
        Assert.True(forced is { AllowTls: true, ForceLogins: true, ForceData: true });
        AnonymousOptions clear = TestHost.Usable("anonymous_enable=YES\nssl_enable=NO\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES").Anonymous!;
        Assert.True(clear is { ForceLogins: false, ForceData: false });
    }

    [Theory]
    [InlineData("anonymous_enable=YES", "ftp")]
    [InlineData("anonymous_enable=YES\nftp_username=public", "public")]
    [InlineData("anonymous_enable=YES\nnopriv_user=nobody", "nobody")]
    [InlineData("anonymous_enable=YES\nnopriv_user=root", null)]
    [InlineData("anonymous_enable=YES\nlocal_enable=YES", null)]
    [InlineData("anonymous_enable=YES\nchown_uploads=YES", null)]
    [InlineData("chown_uploads=YES", "nobody")]
    [InlineData("", "nobody")]
    public void A_server_of_roots_becomes_whom_they_act_as(string content, string? user) => Assert.Equal(user, TestHost.Usable(content).UnprivilegedUser);

    [Theory]
    [InlineData("anonymous_enable=YES\ndeny_email_enable=YES", "banned_email_file")]
    [InlineData("anonymous_enable=YES\nsecure_email_list_enable=YES", "email_password_file")]
    [InlineData("anonymous_enable=YES\nftp_username=missing", "ftp_username")]
    [InlineData("anonymous_enable=YES\nanon_root=/srv/ftp\nftp_username=missing", "ftp_username")]
    [InlineData("anonymous_enable=YES\nftp_username=root", "ftp_username")]
    [InlineData("anonymous_enable=YES\nchown_uploads=YES\nchown_username=missing", "chown_username")]
    [InlineData("local_enable=YES\nguest_enable=YES\nguest_username=missing", "guest_username")]
    [InlineData("local_enable=YES\nguest_enable=YES\nguest_username=root", "guest_username")]
    public void What_cannot_work_is_an_error(string content, string option)
    {
        Diagnostic error = TestHost.Error(Load(content));
        Assert.Equal(option, error.Option);
        Assert.NotEqual("", error.Fix);
    }

    [Fact]
    public void Giving_files_away_takes_root()
    {
        Diagnostic error = TestHost.Error(Load("anonymous_enable=YES\nchown_uploads=YES", root: false));
        Assert.Equal(("chown_uploads", 2), (error.Option, error.Line));
        Assert.NotNull(Load("anonymous_enable=YES\nanon_root=/srv/ftp\nftp_username=missing", root: false).Options);
    }

    [Theory]
    [InlineData("anonymous_enable=YES\nwrite_enable=NO\nanon_upload_enable=YES", "anon_upload_enable")]
    [InlineData("anonymous_enable=YES\nallow_anon_ssl=NO", "allow_anon_ssl")]
    [InlineData("anonymous_enable=YES\nssl_enable=NO\nforce_anon_logins_ssl=YES", "force_anon_logins_ssl")]
    [InlineData("anonymous_enable=YES\nanon_root=/srv/none", "anon_root")]
    [InlineData("anonymous_enable=YES\nanon_root=/", "anon_root")]
    [InlineData("compat=vsftpd\nrsa_cert_file=\nftp_username=missing", "ftp_username")]
    public void What_may_not_be_meant_is_warned_of(string content, string option)
    {
        LoadedConfiguration loaded = Load(content);
        Assert.NotNull(loaded.Options);
        Assert.Single(loaded.Diagnostics, finding => finding.Severity == Severity.Warning && finding.Option == option);
    }

    [Fact]
    public void That_they_need_no_TLS_is_said() =>
        Assert.Contains(Load("anonymous_enable=YES").Diagnostics, finding => finding.Severity == Severity.Note && finding.Fix.Contains("force_anon_logins_ssl=YES", StringComparison.Ordinal));

    [Theory]
    [InlineData("ftp", true)]
    [InlineData("Anonymous", true)]
    [InlineData("FTP", true)]
    [InlineData("ftpd", false)]
    [InlineData("", false)]
    public void Two_names_mean_them_in_any_case(string name, bool anonymous) => Assert.Equal(anonymous, AnonymousOptions.IsName(name));

    private static LoadedConfiguration Load(string content, bool root = true) => new ConfigurationLoader(new HostFacts
    {
        StateDirectory = "/var/lib/test",
        Probe = path => s_files.TryGetValue(path, out FileCondition condition) ? condition : path == "/" ? FileCondition.Directory : FileCondition.Missing,
        CertificateFault = (_, _) => null,
        FindUser = name => name switch { "missing" => null, "root" => new HostUser(0, "/root"), _ => new HostUser(1000, "/srv/ftp") },
        IsRoot = () => root,
    }).Parse(Encoding.UTF8.GetBytes(content), "/etc/test.conf", []);
}
