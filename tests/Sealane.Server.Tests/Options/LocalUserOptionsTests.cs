using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class LocalUserOptionsTests
{
    [Fact]
    public void Without_local_enable_there_are_no_system_users()
    {
        ServerOptions options = TestHost.Usable("pam_service_name=ftp\nchroot_local_user=YES\nguest_enable=YES");
        Assert.Null(options.LocalUsers);
        Assert.Null(options.Login.UserList);
    }

    [Fact]
    public void Every_option_of_theirs_is_bound()
    {
        Dictionary<string, FileCondition> files = new() { ["/etc/jail"] = FileCondition.Readable, ["/etc/list"] = FileCondition.Readable };
        LoadedConfiguration loaded = TestHost.With(files).Parse(
            """
            local_enable=YES
            pam_service_name=ftp
            session_support=YES
            local_root=/srv/$USER
            user_sub_token=$USER
            chroot_local_user=YES
            chroot_list_enable=YES
            chroot_list_file=jail
            passwd_chroot_enable=YES
            guest_enable=YES
            guest_username=virtual
            virtual_use_local_privs=NO
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_umask=022
            userlist_enable=YES
            userlist_deny=NO
            userlist_file=list
            """u8, "/etc/test.conf", []);
        LocalUserOptions users = loaded.Options!.LocalUsers!;
        Assert.Equal(
            ("ftp", true, "/srv/$USER", "$USER", true, "/etc/jail", true),
            (users.PamService, users.OpensSessions, users.Root, users.UserToken, users.Jailed, users.JailList, users.JailAtDot));
        Assert.True(users.Guests is
        {
            UserName: "virtual",
            Rights: { Umask: 18, Permissions: Permissions.Read | Permissions.List | Permissions.UploadOnly | Permissions.MakeDirectory },
        });
        Assert.Equal(("/etc/list", false), (loaded.Options.Login.UserList!.File, loaded.Options.Login.UserList.Denies));
        Assert.Empty(loaded.Diagnostics);
    }

    [Fact]
    public void The_service_is_whichever_is_there_unless_it_is_named() => Assert.Null(TestHost.Usable("local_enable=YES").LocalUsers!.PamService);

    [Fact]
    public void Red_Hats_lists_are_found_beside_its_configuration()
    {
        ConfigurationLoader machine = TestHost.With(new() { ["/etc/vsftpd/user_list"] = FileCondition.Readable });
        Assert.Equal("/etc/vsftpd/user_list", machine.Parse("local_enable=YES\nuserlist_enable=YES"u8, "/etc/vsftpd/vsftpd.conf", []).Options?.Login.UserList?.File);
        Assert.Contains("'/etc/vsftpd.user_list'", TestHost.Error(machine.Parse("local_enable=YES\nuserlist_enable=YES"u8, "/etc/vsftpd.conf", [])).Message, StringComparison.Ordinal);

        // A list in vsftpd's own place was put there by somebody.
        machine = TestHost.With(new() { ["/etc/vsftpd/user_list"] = FileCondition.Readable, ["/etc/vsftpd.user_list"] = FileCondition.Readable });
        Assert.Equal("/etc/vsftpd.user_list", machine.Parse("local_enable=YES\nuserlist_enable=YES"u8, "/etc/vsftpd/vsftpd.conf", []).Options?.Login.UserList?.File);
    }

    [Fact]
    public void What_the_host_lacks_is_an_error_with_its_fix()
    {
        string? asked = null;
        ConfigurationLoader loader = new(new HostFacts
        {
            StateDirectory = "/var/lib/test",
            Probe = _ => FileCondition.Missing,
            CertificateFault = (_, _) => null,
            LocalUserFault = service =>
            {
                asked = service;
                return ("no PAM here.", "Get one.");
            },
        });
        Diagnostic error = TestHost.Error(loader.Parse("local_enable=YES\npam_service_name=mine\n"u8, "/etc/test.conf", []));
        Assert.Equal((1, "local_enable", "no PAM here.", "Get one.", "mine"), (error.Line, error.Option, error.Message, error.Fix, asked));
        Assert.NotNull(loader.Parse("local_enable=NO\n"u8, "/etc/test.conf", []).Options);
    }

    [Theory]
    [InlineData("userlist_enable=YES\nuserlist_file=/etc/none", "userlist_file")]
    [InlineData("local_enable=YES\nchroot_list_enable=YES", "chroot_list_file")]
    public void A_list_that_is_missing_is_an_error(string content, string option) => Assert.Equal(option, TestHost.Error(content).Option);

    [Fact]
    public void Users_that_are_not_shut_in_are_noted() =>
        Assert.Contains(TestHost.Check("local_enable=YES").Diagnostics, d => d.Severity == Severity.Note && d.Fix.Contains("chroot_local_user=YES", StringComparison.Ordinal));
}
