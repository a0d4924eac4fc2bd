using System.Text.RegularExpressions;

namespace Sealane.Client;

/// <summary>
/// Which commands a client may use, and how. What is set here is for servers that bear less than they should, or need more; with everything unset the client does
/// what it knows to be right for the server it meets. Immutable, and shared by any number of clients.
/// </summary>
public sealed record CommandUse
{
    /// <summary>Nothing set.</summary>
    internal static CommandUse Usual { get; } = new();

    /// <summary>Ask for the server's features (RFC 2389). Without it nothing is known of it: listings come by LIST, no hash is asked for, no wish is told.</summary>
    public bool Feat { get; init; } = true;

    /// <summary>Use SIZE, MDTM and REST only where FEAT lists them. Off, they are tried: many servers have more than they list.</summary>
    public bool TrustFeat { get; init; }

    /// <summary>Say QUIT before the control connection is closed.</summary>
    public bool Quit { get; init; } = true;

    /// <summary>PRET before PASV and EPSV, which tells a distributed server what will be moved: always, never, or null for servers that list it in FEAT, which demand it.</summary>
    public bool? Pret { get; init; }

    /// <summary>False: directories are entered one name at a time, for servers whose paths are no TVFS paths (RFC 3659 §6), which few list and most bear.</summary>
    public bool? Tvfs { get; init; }

    /// <summary>Ask by SITE IDLE, after the login, to be borne while idle for so long; null asks nothing.</summary>
    public TimeSpan? SiteIdle { get; init; }

    /// <summary>Say OPTS UTF8 ON to servers that list UTF8 and are not known to do without.</summary>
    public bool Utf8 { get; init; } = true;

    /// <summary>Language of the server's texts (LANG, RFC 2640), where FEAT lists LANG; empty for the server's choice. Only the tag: <c>de</c>, <c>en-US</c>.</summary>
    public string Language { get; init; } = "";

    /// <summary>A reply of several lines ends with the code that it began with (RFC 959 §4.2). False: with any line of three digits and a blank, for servers that end it with another code.</summary>
    public bool StrictMultiline { get; init; } = true;

    /// <summary>
    /// True: never a command before the last one is answered. False: independent commands travel together whatever the server is. Null: where the server is known to bear it.
    /// What is sent behind a transfer that still runs needs a server that is known to bear it in any case: others reset the transfer.
    /// </summary>
    public bool? OneAtATime { get; init; }

    /// <summary>Greetings of servers that get one command at a time, whatever <see cref="OneAtATime"/> says; null for none.</summary>
    public Regex? OneAtATimeGreeting { get; init; }

    /// <summary>Texts of a 421 reply that mean <see cref="FtpsFailure.TooManyConnections"/>, looked for in the answer to connecting and login; null for the words that are known.</summary>
    public Regex? TooMany { get; init; }

    /// <summary>Close the control connection after each transfer, and sign in again for the next: for servers that serve one transfer well.</summary>
    public bool CloseAfterTransfer { get; init; }

    /// <summary>How often NOOP keeps the control connection in use while the bytes of a transfer that the server has already called complete are still coming; zero for never.</summary>
    public TimeSpan NoopInterval { get; init; }

    /// <summary>Believe a LIST without a line. False: ask NLST as well, for servers whose LIST is empty when it should not be.</summary>
    public bool EmptyListOk { get; init; } = true;

    /// <summary>List by STAT where there is no MLSD: over the control connection, one round trip.</summary>
    public bool StatForList { get; init; }

    /// <summary>What answers a challenge for a one-time password (S/Key, RFC 2289).</summary>
    public OneTimePassword OneTimePassword { get; init; }

    /// <summary>Ask for sizes by SIZE.</summary>
    public bool Size { get; init; } = true;

    /// <summary>Take a file's size from the words of the 150 reply, where SIZE does not tell it.</summary>
    public bool CatchSize { get; init; }

    /// <summary>Announce an upload's size by ALLO, where it is known.</summary>
    public bool Allo { get; init; }

    /// <summary>End transfers by ABOR when closing the data connection does not. False: the control connection is closed instead.</summary>
    public bool Abor { get; init; } = true;

    /// <summary>How long the answer to ABOR may take; null for <see cref="FtpsClientOptions.ShutdownTimeout"/>.</summary>
    public TimeSpan? AborPatience { get; init; }

    /// <summary>Telnet in commands (RFC 959 §4.1): true doubles the byte 255 in names and announces ABOR by Telnet's interrupt, false does neither, null doubles and does not announce.</summary>
    public bool? TelnetIac { get; init; }

    /// <summary>Set times by SITE UTIME with two arguments, where nothing better is there.</summary>
    public bool SiteUtimeTwo { get; init; } = true;

    /// <summary>Set times by SITE UTIME with the name first and three times behind it, where the form with two arguments must not be used or is not understood.</summary>
    public bool SiteUtime { get; init; } = true;

    /// <summary>Set times by MDTM with a time before the name: null where the server is known to take it so. To others it may be a question about a file of that name.</summary>
    public bool? MdtmOverloaded { get; init; }

    /// <summary>REST may come before STOR. False: an upload is gone on with by APPE, or begun anew.</summary>
    public bool RestStor { get; init; } = true;

    /// <summary>How long the 150 reply is waited for once the data connection stands; then the transfer begins without it. Null waits as long as for any reply.</summary>
    public TimeSpan? BeginPatience { get; init; }
}

/// <summary>When the password is not sent, but what it makes of the server's challenge (RFC 2289).</summary>
public enum OneTimePassword
{
    /// <summary>Never: the password is sent as it stands.</summary>
    Never,

    /// <summary>When the server asks for one.</summary>
    WhenAsked,

    /// <summary>Always: a server that asks for none does not get the password, and the login fails.</summary>
    Only,
}
