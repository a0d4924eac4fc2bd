namespace Sealane.Shell.Settings;

/// <summary>What a setting's value may be.</summary>
internal enum SettingKind
{
    Text,
    Flag,

    /// <summary>Yes, no, or <c>auto</c>.</summary>
    TriState,

    /// <summary>Not negative, with k, M, G, or in C's hexadecimal and octal.</summary>
    Number,
    Fraction,

    /// <summary>A duration such as <c>1d12h30m5s</c>, or <c>never</c>.</summary>
    Interval,

    /// <summary>Bytes a second: one number for both ways, or <c>down:up</c>.</summary>
    Rate,

    /// <summary>Ports, <c>from-to</c>, or <c>full</c>.</summary>
    PortRange,

    /// <summary>An extended regular expression.</summary>
    Regex,

    /// <summary>One of a few words.</summary>
    Choice,
    Charset,

    /// <summary><c>inet</c> and <c>inet6</c>, in the order of preference.</summary>
    AddressFamilies,
    IPv4Address,
    IPv6Address,

    /// <summary>A proxy's URL.</summary>
    Proxy,
}
