using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Tests.Options;

namespace Sealane.Server.Tests.Accounts.Local;

/// <summary>Which source decides for which name. PAM is played; passwd is this system's (it has root, and a user of the name 'daemon' or 'nobody').</summary>
public sealed class AuthenticatorTests : IDisposable
{
    private static readonly IPAddress s_client = IPAddress.Parse("192.0.2.1");

    private readonly ManualClock _clock = new();
    private readonly MemoryAccountStore _store = new();
    private readonly PlayedPam _pam = new();
    private readonly Authenticator _authenticator;

    public AuthenticatorTests() =>
        _authenticator = new Authenticator(_store, _pam, new LoginThrottle(new LoginThrottleOptions { BanAfter = 4 }, _clock), _clock);

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public async Task A_user_of_the_system_is_asked_of_PAM_and_acts_as_himself()
    {
        LocalUser nobody = (await LocalUsers.FindAsync("nobody"))!;
        LoginResult result = await LogInAsync("chroot_local_user=YES\nsession_support=YES", "nobody", "right");
        Account account = result.Account!;
        Assert.Equal(("nobody", nobody.UserId, nobody.GroupId, nobody.Home), (account.Name, account.Identity!.User, account.Identity.Group, account.Home));
        Assert.Same(_pam.Session, result.PamSession);
        PamRequest asked = Assert.Single(_pam.Asked);
        Assert.Equal(("nobody", "right", s_client, true), (asked.User, asked.Password.Reveal(), asked.RemoteHost, asked.OpenSession));
    }

    [Fact]
    public async Task Without_a_jail_the_session_sees_the_system_and_begins_at_home()
    {
        LocalUser nobody = (await LocalUsers.FindAsync("nobody"))!;
        Account account = (await LogInAsync("", "nobody", "right")).Account!;
        Assert.Equal(("/", nobody.Home), (account.Home, account.Start.ToString()));
    }

    [Fact]
    public async Task The_jail_list_names_the_exceptions()
    {
        string list = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(list, "# exceptions\nsomebody\n nobody \r\n", TestContext.Current.CancellationToken);
            Assert.Equal("/", (await LogInAsync("chroot_local_user=YES\nchroot_list_enable=YES\nchroot_list_file=" + list, "nobody", "right", list)).Account!.Home);
            Assert.NotEqual("/", (await LogInAsync("chroot_list_enable=YES\nchroot_list_file=" + list, "nobody", "right", list)).Account!.Home);
        }
        finally
        {
            File.Delete(list);
        }

        LoginResult unreadable = await LogInAsync("chroot_list_enable=YES\nchroot_list_file=" + list, "nobody", "right", list);
        Assert.Equal(LoginDenial.StoreUnavailable, unreadable.Reason);
    }

    [Fact]
    public async Task Root_stays_out_even_if_PAM_lets_him_in_and_no_session_stays_open()
    {
        LoginResult result = await LogInAsync("session_support=YES", "root", "right");
        Assert.Equal((LoginDenial.NotAdmitted, null), (result.Reason, result.Account));
        Assert.True(result.Delay > TimeSpan.Zero);
        Assert.True(_pam.Session.Disposed);
    }

    [Fact]
    public async Task A_defect_after_PAMs_answer_leaves_no_session_open()
    {
        _pam.ForgetsTheName = true;
        await Assert.ThrowsAnyAsync<Exception>(() => LogInAsync("session_support=YES", "nobody", "right"));
        Assert.True(_pam.Session.Disposed);
    }

    [Fact]
    public async Task A_name_of_both_kinds_is_the_systems_and_no_second_source_is_asked()
    {
        await AddAsync("nobody", "stored");
        Assert.Equal(LoginDenial.WrongPassword, (await LogInAsync("", "nobody", "stored")).Reason);
        Assert.Equal("stored", Assert.Single(_pam.Asked).Password.Reveal());
    }

    [Fact]
    public async Task Names_that_the_system_does_not_know_are_accounts()
    {
        await AddAsync("sealane-test-stored", "stored");
        LoginResult result = await LogInAsync("", "sealane-test-stored", "stored");
        Assert.Null(result.Account!.Identity);
        Assert.Equal(LoginDenial.UnknownUser, (await LogInAsync("", "sealane-test-none", "right")).Reason);
        Assert.Empty(_pam.Asked);
    }

    [Fact]
    public async Task Without_local_enable_nobody_asks_PAM()
    {
        LoginResult result = await _authenticator.AuthenticateAsync(TestHost.Usable(""), "nobody", "right", s_client, CancellationToken.None);
        Assert.Equal(LoginDenial.UnknownUser, result.Reason);
        Assert.Empty(_pam.Asked);
    }

    [Fact]
    public async Task Guests_need_no_user_of_their_own_and_may_little()
    {
        await AddAsync("sealane-test-stored", "stored");
        const string lines = "guest_enable=YES\nguest_username=nobody";
        LocalUser nobody = (await LocalUsers.FindAsync("nobody"))!;
        Account guest = (await LogInAsync(lines, "sealane-test-guest", "right")).Account!;
        Assert.Equal(("sealane-test-guest", nobody.UserId, nobody.Home), (guest.Name, guest.Identity!.User, guest.Home));
        Assert.Equal((Permissions.Read | Permissions.List, 63, AccountKind.Guest), (guest.Permissions, guest.Umask, guest.Kind));
        Assert.True(guest.Rights!.WorldReadableOnly);
        Assert.Null((await LogInAsync(lines, "sealane-test-stored", "stored")).Account!.Identity);
        Account trusted = (await LogInAsync(lines + "\nvirtual_use_local_privs=YES", "sealane-test-guest", "right")).Account!;
        Assert.Equal((Permissions.All, "/", AccountKind.Guest), (trusted.Permissions, trusted.Home, trusted.Kind));
        Assert.Null(trusted.Rights);
    }

    [Theory]
    [InlineData(PamCode.AuthenticationFailed, LoginDenial.WrongPassword)]
    [InlineData(PamCode.UserUnknown, LoginDenial.UnknownUser)]
    [InlineData(PamCode.PasswordExpired, LoginDenial.Expired)]
    [InlineData(PamCode.AccountExpired, LoginDenial.Expired)]
    [InlineData(PamCode.PermissionDenied, LoginDenial.NotAdmitted)]
    [InlineData(PamCode.AuthenticationUnavailable, LoginDenial.StoreUnavailable)]
    [InlineData(PamCode.SystemError, LoginDenial.StoreUnavailable)]
    [InlineData((PamCode)28, LoginDenial.StoreUnavailable)]
    public async Task What_PAM_says_is_told_apart_in_the_log_alone(PamCode code, LoginDenial reason)
    {
        _pam.Code = code;
        LoginResult result = await LogInAsync("", "nobody", "right");
        Assert.Equal((reason, "what PAM said"), (result.Reason, result.Detail));
        Assert.Equal(reason != LoginDenial.StoreUnavailable, result.Delay > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_the_check_took_is_part_of_the_delay()
    {
        _pam.Takes = () => _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(TimeSpan.FromMilliseconds(700), (await LogInAsync("", "nobody", "wrong")).Delay);
        _pam.Takes = () => _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.Zero, (await LogInAsync("", "nobody", "wrong")).Delay);
    }

    [Fact]
    public async Task Failures_ban_the_address_before_PAM_is_asked_again()
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(LoginDenial.WrongPassword, (await LogInAsync("", "nobody", "wrong")).Reason);
        }

        Assert.Equal(LoginDenial.AddressBanned, (await LogInAsync("", "nobody", "right")).Reason);
        Assert.Equal(4, _pam.Asked.Count);
    }

    private async Task AddAsync(string name, string password) => await _store.AddAsync(
        new Account { Name = name, Home = "/srv", PasswordHash = PasswordHash.Create(password, 1000) }, CancellationToken.None);

    private async Task<LoginResult> LogInAsync(string lines, string name, string password, string? file = null)
    {
        ConfigurationLoader loader = TestHost.With(file is null ? [] : new() { [file] = FileCondition.Readable });
        ServerOptions options = loader.Parse(System.Text.Encoding.UTF8.GetBytes("local_enable=YES\n" + lines), "/etc/test.conf", []).Options!;
        return await _authenticator.AuthenticateAsync(options, name, password, s_client, CancellationToken.None);
    }

    private sealed class PlayedPam : IPam
    {
        public List<PamRequest> Asked { get; } = [];

        public PamCode Code { get; set; }

        public bool ForgetsTheName { get; set; }

        public Action Takes { get; set; } = () => { };

        public PlayedSession Session { get; } = new();

        public ValueTask<PamAnswer> AskAsync(PamRequest request, CancellationToken cancellation)
        {
            Asked.Add(request);
            Takes();
            bool right = request.Password.Reveal() == "right" && Code == PamCode.Success;
            return ValueTask.FromResult(right
                ? new PamAnswer { Code = PamCode.Success, User = ForgetsTheName ? null! : request.User, Session = request.OpenSession ? Session : null }
                : new PamAnswer { Code = Code == PamCode.Success ? PamCode.AuthenticationFailed : Code, Detail = "what PAM said" });
        }
    }

    private sealed class PlayedSession : IAsyncDisposable
    {
        public bool Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return default;
        }
    }
}
