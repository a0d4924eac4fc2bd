using System.Globalization;
using System.Net;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Hosts;
using Sealane.Server.Options;

namespace Sealane.Server.Control;

/// <summary>What is asked about a login.</summary>
public sealed record LoginQuestion
{
    /// <summary>The name that USER would give.</summary>
    public required string User { get; init; }

    /// <summary>The address that the client would come from.</summary>
    public required IPAddress From { get; init; }

    /// <summary>False for a client that does not use TLS.</summary>
    public required bool Tls { get; init; }

    /// <summary>The configuration it would meet.</summary>
    public required LoadedConfiguration Configuration { get; init; }

    /// <summary>The account of that name; null for none.</summary>
    public required Account? Account { get; init; }

    /// <summary>
    /// What an anonymous user, or a user of this system by that name whom PAM lets in, would become (<see cref="Account"/> is his, then); null when the name is neither's, or such users do not log in.
    /// </summary>
    public LoginResult? LocalUser { get; init; }

    /// <summary>True for a name that means an anonymous user, where they are let in.</summary>
    internal bool IsAnonymous => Configuration.Options?.ServedTo(From).Anonymous is not null && AnonymousOptions.IsName(User);

    /// <summary>What a running server says of the address; null when none runs.</summary>
    public required AddressStatus? Address { get; init; }

    /// <summary>Tells in words why the home cannot be entered; null when it can.</summary>
    public required Func<string, string?> HomeFault { get; init; }

    /// <summary>The moment of the login.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>
/// Walks the rules that decide a login in the order in which a session meets them, and says of each what it says. The password is the one thing that is not asked: the answer holds
/// for whoever knows it.
/// </summary>
public static class LoginExplanation
{
    /// <summary>The rules in order. The login is refused when one of them refuses; the first that does decides, and those behind it are not asked.</summary>
    /// <exception cref="ArgumentException">The configuration is not usable.</exception>
    public static LoginAnswer Explain(LoginQuestion question)
    {
        ServerOptions options = question.Configuration.Options ?? throw new ArgumentException("The configuration is not usable.", nameof(question));
        options = options.ServedTo(question.From);
        List<LoginRule> rules = [];
        int decides = -1;
        foreach (Func<LoginQuestion, ServerOptions, LoginRule> ask in s_rules)
        {
            // What comes behind the login goes by the user's own settings.
            options = ask == Settings ? SettingsOf(question, options).Options ?? options : options;
            bool decided = decides >= 0;
            LoginRule rule = ask(question, options);
            if (decided && rule.Verdict != LoginVerdict.NotAsked)
            {
                rule = rule with { Verdict = LoginVerdict.NotAsked, Text = "an earlier rule has decided." };
            }

            rules.Add(rule);
            decides = rule.Verdict == LoginVerdict.Refuses ? rules.Count - 1 : decides;
        }

        bool allowed = decides < 0;
        decides = allowed ? rules.FindLastIndex(rule => rule.Verdict == LoginVerdict.Passes) : decides;
        rules[decides] = rules[decides] with { Decides = true };
        return new LoginAnswer(question.User, question.From.ToString(), allowed, rules[decides].Name, rules);
    }

    private static readonly Func<LoginQuestion, ServerOptions, LoginRule>[] s_rules =
        [Listening, Family, HostsFiles, MaxClients, MaxPerAddress, ForcedTls, Banned, Listed, NameForm, AccountExists, HasPassword, Enabled, NotExpired, Settings, Home, Jail, MayDo, Writing];

    private static LoginRule Listening(LoginQuestion question, ServerOptions options)
    {
        string where = string.Join(", ", options.Listen.Endpoints.Select(endPoint => $"{endPoint.EndPoint}{(endPoint.ImplicitTls ? " (implicit TLS)" : "")}"));
        return question.Address is null
            ? Applies("running", $"no server runs with this state directory: limits and bans are those of a fresh start; it would listen on {where}.")
            : Passes("running", $"a server runs and listens on {where}.");
    }

    private static LoginRule Family(LoginQuestion question, ServerOptions options)
    {
        bool loopbackOnly = options.Listen.Endpoints.All(endPoint => IPAddress.IsLoopback(endPoint.EndPoint.Address));
        bool reachable = options.Listen.Endpoints.Any(endPoint => endPoint.DualStack || endPoint.EndPoint.AddressFamily == question.From.AddressFamily);
        return loopbackOnly && !IPAddress.IsLoopback(question.From)
                ? Refuses("listen_address", "only loopback addresses are listened on, which other machines cannot reach; listen_address=0.0.0.0 opens it to them.")
            : reachable ? Passes("listen", $"{question.From} can reach a listening socket of its address family.")
            : Refuses("listen", $"nothing listens for {(question.From.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IPv6 clients; listen_ipv6=YES changes that." : "IPv4 clients; listen=YES changes that.")}");
    }

    private static LoginRule HostsFiles(LoginQuestion question, ServerOptions options)
    {
        if (question.Configuration.Options!.Hosts is not { } hosts)
        {
            return NotAsked("tcp_wrappers", "hosts.allow and hosts.deny are not consulted (NO).");
        }

        HostRule? rule = hosts.Find(question.From);
        return rule is null ? Passes("tcp_wrappers", $"no line of hosts.allow or hosts.deny is about {question.From}, which lets it in.")
            : !rule.Allows ? Refuses("tcp_wrappers", $"{rule} refuses it with 421 before the greeting{(rule.Clients.Match(question.From) == HostMatch.Unknown ? ", because what the line asks is not looked up" : "")}.")
            : rule.Options is null ? Passes("tcp_wrappers", $"{rule} lets it in.")
            : Passes("tcp_wrappers", $"{rule} lets it in, with the settings of {rule.SettingsFile}, which the rules below go by.");
    }

    private static LoginRule MaxClients(LoginQuestion question, ServerOptions options) =>
        Limit("max_clients", options.Limits.MaxClients, question.Address?.Sessions ?? 0, "sessions are open");

    private static LoginRule MaxPerAddress(LoginQuestion question, ServerOptions options) =>
        Limit("max_per_ip", options.Limits.MaxPerAddress, question.Address?.SessionsFromHere ?? 0, $"of them from {question.From}");

    private static LoginRule Limit(string name, int most, int now, string what) =>
        most == 0 ? NotAsked(name, "no limit is set.")
        : now >= most ? Refuses(name, $"{Number(now)} {what}, and {Number(most)} is the limit: 421 until one ends (ftpsd who).")
        : Passes(name, $"{Number(now)} {what}; {Number(most)} is the limit.");

    private static LoginRule ForcedTls(LoginQuestion question, ServerOptions options) =>
        !options.Tls.Enabled ? question.Tls
            ? Refuses("ssl_enable", "the client wants TLS and the server has none: AUTH TLS gets 5xx. ssl_enable=YES changes that.")
            : Applies("ssl_enable", "the password crosses the network readable.")
        : question.IsAnonymous ? AnonymousTls(question.Tls, options.Anonymous!)
        : question.Tls ? Passes("force_local_logins_ssl", "the client uses TLS.")
        : options.Tls.ForceLogins ? Refuses("force_local_logins_ssl", "USER is refused with 530 until the client has sent AUTH TLS; that protects the password.")
        : Passes("force_local_logins_ssl", "logins in the clear are allowed (NO): the password crosses the network readable.");

    private static LoginRule AnonymousTls(bool tls, AnonymousOptions anonymous) =>
        tls && !anonymous.AllowTls ? Refuses("allow_anon_ssl", "anonymous users may not use TLS: USER is refused with 530. allow_anon_ssl=YES changes that.")
        : !tls && anonymous.ForceLogins ? Refuses("force_anon_logins_ssl", "USER is refused with 530 until the client has sent AUTH TLS.")
        : Passes("force_anon_logins_ssl", tls ? "the client uses TLS." : "anonymous users need no TLS (NO): they have no password to protect.");

    private static LoginRule Banned(LoginQuestion question, ServerOptions options) =>
        question.Address?.BannedSeconds > 0
            ? Refuses("ban_after", $"{question.From} has failed too often and is refused for another {Number((long)question.Address.BannedSeconds)} s, whatever the password.")
        : options.Login.BanAfter == 0 ? NotAsked("ban_after", "addresses are never banned (0).")
        : Passes("ban_after", $"{question.From} is not banned; {Number(options.Login.BanAfter)} failed logins would do it.");

    private static LoginRule NameForm(LoginQuestion question, ServerOptions options) =>
        AccountName.IsValid(question.User) ? Passes("name", "the name is one that an account can have.") : Refuses("name", $"no account can have this name: {AccountName.Rule}.");

    private static LoginRule Listed(LoginQuestion question, ServerOptions options)
    {
        if (options.Login.UserList is not { } list)
        {
            return NotAsked("userlist_enable", "no list decides by the name (NO).");
        }

        try
        {
            bool named = NameList.Contains(list.File, question.User);
            string text = $"{list.File} {(named ? "names" : "does not name")} the user, and it lists who is {(list.Denies ? "refused" : "admitted")}.";
            return named != list.Denies ? Passes("userlist_enable", text) : Refuses("userlist_enable", text);
        }
        catch (AccountStoreException failure)
        {
            return Refuses("userlist_enable", failure.Message);
        }
    }

    private static LoginRule AccountExists(LoginQuestion question, ServerOptions options) =>
        question.IsAnonymous ? question.Account is { } anybody
            ? Passes("account", $"anonymous users need none (anonymous_enable); files are accessed {ActsAs(anybody, options)}.")
            : Refuses("account", question.LocalUser?.Detail ?? "no session can be made for anonymous users.")
        : question.LocalUser is { } local ? local.Account is null
            ? Refuses("account", local.Detail ?? "no session can be made for this user of the system.")
            : local.Account.Kind == AccountKind.Guest ? Passes("account", $"a guest (guest_enable), if PAM knows the name; files are accessed as {options.LocalUsers?.Guests?.UserName}.")
            : Passes("account", "a user of this system (local_enable); an account of the same name in the accounts database would not be asked.")
        : question.Account is not null ? Passes("account", $"there is an account {question.Account.Name} in {options.AccountsDatabase}.")
        : Refuses("account", $"there is no account of this name in {options.AccountsDatabase} (names are compared exactly): ftpsd user add NAME makes one.");

    private static LoginRule HasPassword(LoginQuestion question, ServerOptions options) =>
        question.IsAnonymous ? AnonymousPassword(options.Anonymous!)
        : question.LocalUser is not null ? Applies("password", $"PAM decides about password, lock, expiry, shell and ftpusers: /etc/pam.d/{PamFault.Service(options.LocalUsers?.PamService)}.")
        : question.Account?.PasswordHash is not null ? Passes("password", "the account has a password; whether the client knows it is not asked here.")
        : Refuses("password", "the account has no password, so that none opens it: ftpsd user passwd NAME sets one.");

    private static string ActsAs(Account anybody, ServerOptions options) =>
        options.UnprivilegedUser is { } server ? $"as the user that the server runs as ({server} if root starts it)"
        : anybody.Identity is { } self ? $"as {options.Anonymous!.UserName} (uid {Number(self.User)})"
        : "as the user that the server runs as";

    private static LoginRule AnonymousPassword(AnonymousOptions anonymous) => Applies(
        "password",
        (anonymous.AsksPassword ? "anything will do" : "none is asked for (no_anon_password)")
            + (anonymous.BannedPasswords is { } banned ? $", but for what {banned} lists" : "")
            + (anonymous.AcceptedPasswords is { } accepted ? $", as long as {accepted} lists it" : "") + ".");

    private static LoginRule Enabled(LoginQuestion question, ServerOptions options) =>
        question.IsAnonymous ? NotAsked("locked", "anonymous users have no account that could be.")
        : question.LocalUser is not null ? NotAsked("locked", "PAM's to say.")
        : question.Account?.Enabled == true ? Passes("locked", "the account is not locked.") : Refuses("locked", "the account is locked: ftpsd user unlock NAME.");

    private static LoginRule NotExpired(LoginQuestion question, ServerOptions options) =>
        question.Account?.Expires is not { } end ? NotAsked("expires", "the account has no end.")
        : end <= question.Now ? Refuses("expires", $"the account ended at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
        : Passes("expires", $"the account lasts until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");

    private static LoginRule Settings(LoginQuestion question, ServerOptions options)
    {
        if (options.UserFiles is not { } files)
        {
            return NotAsked("user_config_dir", "no user has settings of his own.");
        }

        UserSettings settings = SettingsOf(question, options);
        return settings.Fault is { } fault ? Refuses("user_config_dir", $"{fault} After the right password the client is told 421.")
            : settings.File is not { } file ? Passes("user_config_dir", $"there is no file for the user in {files.Directory}.")
            : Passes("user_config_dir", settings.Settings.Count == 0 ? $"{file} changes nothing." : $"for this user {file} sets {string.Join(", ", settings.Settings)}.");
    }

    // Of anonymous users the file is named after ftp_username, as in vsftpd.
    private static UserSettings SettingsOf(LoginQuestion question, ServerOptions options) =>
        UserSettings.Of(options, question.IsAnonymous ? options.Anonymous!.UserName : question.User);

    private static LoginRule Home(LoginQuestion question, ServerOptions options) =>
        question.Account is not { } account ? NotAsked("home", "there is no account.")
        : question.HomeFault(account.Home) is { } fault ? Refuses("home", $"{account.Home}: {fault}; after the right password the client is told 421.")
        : Passes("home", $"{account.Home} can be entered.");

    private static LoginRule Jail(LoginQuestion question, ServerOptions options) =>
        question.IsAnonymous ? Applies("anon_root", $"the session sees {question.Account?.Home} as / and nothing above it.")
        : question.LocalUser is { Account: { Start.IsRoot: false } user } ? Applies("chroot_local_user", $"the session sees {user.Home} as / and begins in {user.Start}.")
        : question.LocalUser is { Account: { } jailed } ? Applies("chroot_local_user", $"the session sees {jailed.Home} as / and nothing above it.")
        : Applies("chroot_local_user", $"the account sees {question.Account?.Home ?? "its home"} as / and nothing above it, whatever the option says.");

    private static LoginRule MayDo(LoginQuestion question, ServerOptions options) =>
        Applies("permissions", $"after the login it may: {(question.Account is { } account ? PermissionList.Format(account.Permissions) : "nothing")}.");

    private static LoginRule Writing(LoginQuestion question, ServerOptions options) =>
        Applies("write_enable", options.Access.Write ? "commands that change files are allowed as far as the account's permissions go." : "nobody may change files (NO), whatever the account's permissions.");

    private static LoginRule Passes(string name, string text) => new(name, LoginVerdict.Passes, text);

    private static LoginRule Refuses(string name, string text) => new(name, LoginVerdict.Refuses, text);

    private static LoginRule Applies(string name, string text) => new(name, LoginVerdict.Applies, text);

    private static LoginRule NotAsked(string name, string text) => new(name, LoginVerdict.NotAsked, text);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
