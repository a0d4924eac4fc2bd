using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Timeouts, rates and what failed logins cost.</summary>
internal static class Limits
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("idle_session_timeout", Seconds, "300", "300", "Seconds between two commands before the session is closed with 421; 0 for no limit.") { Maximum = 604800 },
        // vsftpd lets a client that never logs in stay as long as one that did.
        new("login_timeout", Seconds, "60", null, "Seconds from connecting until logged in.") { Minimum = 1, Maximum = 3600 },
        new("max_login_fails", Count, "3", "3", "Failed logins after which the session is closed.") { Minimum = 1, Maximum = 1000 },
        new("delay_failed_login", Seconds, "1", "1", "Seconds before a failed login is answered.") { Maximum = 60 },
        new("delay_successful_login", Seconds, "0", "0", "Seconds before a successful login is answered.") { Maximum = 60 },
        // max_login_fails counts within one session; a guesser reconnects.
        new("ban_after", Count, "20", null, "Failed logins from one address, over all sessions, after which it is refused for a while; 0 for never.")
        {
            Maximum = 1000000, Compat = "0",
        },
        new("local_max_rate", Rate, "0", "0", "Bytes per second of each session that is not held by anon_max_rate; 0 for no limit."),
        // A restart should not cut off the transfers that are nearly done.
        new("drain_timeout", Seconds, "30", null, "Seconds that running transfers are given to finish when the server stops.") { Maximum = 86400 },
    ];
}
