using System.Text.RegularExpressions;
using Sealane.Client;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Remote;

/// <summary>The settings that say which commands may be used, as the library takes them. Where our own behaviour is the better one, only what somebody set counts, not lftp's default.</summary>
internal static class CommandUseSettings
{
    // A server's text is short; a pattern that takes longer is a bad pattern.
    private static readonly TimeSpan s_patternTime = TimeSpan.FromSeconds(1);

    public static CommandUse For(SettingStore settings, string[] closures) => new()
    {
        Feat = settings.Flag("ftp:use-feat", closures),
        TrustFeat = settings.Flag("ftp:trust-feat", closures),
        Quit = settings.Flag("ftp:use-quit", closures),
        Pret = settings.TriState("ftp:use-pret", closures),
        Tvfs = settings.TriState("ftp:use-tvfs", closures),
        SiteIdle = settings.Flag("ftp:use-site-idle", closures) ? settings.Interval("net:idle", closures) : null,
        Utf8 = settings.Flag("ftp:use-utf8", closures),
        Language = settings.Text("ftp:lang", closures),
        StrictMultiline = Chosen(settings, "ftp:strict-multiline", closures) ?? true,
        OneAtATime = Chosen(settings, "ftp:sync-mode", closures),
        OneAtATimeGreeting = Pattern(settings.Text("ftp:auto-sync-mode", closures)),
        TooMany = Pattern(settings.Chosen("ftp:too-many-re", closures)),
        CloseAfterTransfer = settings.Flag("ftp:web-mode", closures),
        NoopInterval = settings.Interval("ftp:nop-interval", closures) ?? TimeSpan.Zero,
        EmptyListOk = Chosen(settings, "ftp:list-empty-ok", closures) ?? true,
        StatForList = settings.Flag("ftp:use-stat-for-list", closures),
        OneTimePassword = settings.Flag("ftp:skey-force", closures) ? OneTimePassword.Only
            : settings.Flag("ftp:skey-allow", closures) ? OneTimePassword.WhenAsked : OneTimePassword.Never,
        Size = settings.Flag("ftp:use-size", closures),
        CatchSize = settings.Flag("ftp:catch-size", closures),
        Allo = settings.Flag("ftp:use-allo", closures),
        Abor = settings.Flag("ftp:use-abor", closures),
        AborPatience = settings.Interval("ftp:abor-max-wait", closures) ?? TimeSpan.FromDays(1),
        TelnetIac = Chosen(settings, "ftp:use-telnet-iac", closures),
        MdtmOverloaded = Chosen(settings, "ftp:use-mdtm-overloaded", closures),
        SiteUtimeTwo = settings.Flag("ftp:use-site-utime2", closures),
        SiteUtime = settings.Flag("ftp:use-site-utime", closures),
        RestStor = settings.Flag("ftp:rest-stor", closures),
        BeginPatience = settings.Interval("ftp:waiting-150-timeout", closures),
    };

    private static bool? Chosen(SettingStore settings, string name, string[] closures) =>
        settings.Chosen(name, closures) is { } text && SettingValue.TryFlag(text, out bool flag) ? flag : null;

    private static Regex? Pattern(string? text) =>
        text is { Length: > 0 } ? new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_patternTime) : null;
}
