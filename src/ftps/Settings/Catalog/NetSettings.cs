using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Connections: time, number, rate; names and the cache of listings.</summary>
internal static class NetSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("cache:cache-empty-listings", Flag, "no", "Whether empty listings are kept."),
        new("cache:enable", Flag, "yes", "Whether listings are kept."),
        new("cache:expire", Interval, "60m", "How long listings are kept."),
        new("cache:expire-negative", Interval, "1m", "How long refusals are kept."),
        new("cache:size", Number, "16M", "How many bytes of listings are kept."),
        new("dns:SRV-query", Flag, "no", "Whether SRV records are asked for.") { Reason = "The system's resolver tells addresses only. Name the host and port that the record names: open -p PORT HOST, or set dns:name/NAME HOST." },
        new("dns:cache-enable", Flag, "yes", "Whether addresses are kept."),
        new("dns:cache-expire", Interval, "1h", "How long addresses are kept."),
        new("dns:cache-size", Number, "256", "How many addresses are kept."),
        new("dns:fatal-timeout", Interval, "7d", "How long a name is asked for in all."),
        new("dns:max-retries", Number, "1000", "How often a name is asked for while the name servers fail; 0 for without end."),
        new("dns:name", Text, "", "The name to ask for instead of the one given; the closure is the one given."),
        new("dns:order", AddressFamilies, "inet6 inet", "Which addresses are tried first."),
        new("dns:use-fork", Flag, "yes", "Whether names are asked for in a process of their own.") { Reason = "Names are always asked for without a process of their own, and nothing waits meanwhile; there is nothing to switch." },
        new("net:connection-limit", Number, "0", "Connections to one site; 0 for no limit."),
        new("net:connection-limit-timer", Interval, "5m", "How long a limit that a server told is remembered."),
        new("net:connection-takeover", Flag, "yes", "Whether the foreground, where net:connection-limit is reached, may break off a download of the background, which goes on later."),
        new("net:idle", Interval, "3m", "How long an idle connection is kept."),
        new("net:limit-max", Number, "0", "How many bytes an unused limit may save up; 0 for twice the rate."),
        new("net:limit-rate", Rate, "0:0", "Bytes a second of one connection, down:up; 0 for no limit."),
        new("net:limit-total-max", Number, "0", "The same as net:limit-max, for all connections."),
        new("net:limit-total-rate", Rate, "0:0", "Bytes a second of all connections, down:up."),
        new("net:max-retries", Number, "1000", "How often an operation is tried; 0 for without end."),
        new("net:no-proxy", Text, "", "Domains that no proxy is used for, with commas between."),
        new("net:persist-retries", Number, "0", "How often a login that is refused for good is tried again."),
        new("net:reconnect-interval-base", Interval, "15", "The least time between two connections."),
        new("net:reconnect-interval-max", Interval, "300", "The most time between two connections."),
        new("net:reconnect-interval-multiplier", Fraction, "1.5", "What that time is multiplied by after each failure."),
        new("net:socket-bind-ipv4", IPv4Address, "", "The address that connections come from."),
        new("net:socket-bind-ipv6", IPv6Address, "", "The address that connections over IPv6 come from, while net:socket-bind-ipv4 is not set."),
        new("net:socket-buffer", Number, "0", "The size of socket buffers; 0 leaves it to the system, which is faster."),
        new("net:socket-maxseg", Number, "0", "The size of TCP's segments; 0 leaves it to the system."),
        new("net:timeout", Interval, "5m", "How long a silent connection is waited for."),
    ];
}
