namespace Sealane.Server.Accounts;

/// <summary>What failed logins cost the address they come from.</summary>
public sealed record LoginThrottleOptions
{
    /// <summary>Wait before the reply to the first failure; it grows by as much with each further one, up to <see cref="MostDelays"/> times. Zero for none.
    /// One second is vsftpd's <c>delay_failed_login</c>.</summary>
    public TimeSpan FailureDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait, in units of <see cref="FailureDelay"/>. Ten seconds is shorter than any client's timeout.</summary>
    public int MostDelays { get; init; } = 10;

    /// <summary>Failures on the score that ban the address; 0 turns bans off. Ten: nobody mistypes a password that often in a few minutes, and a script with an old password is stopped.</summary>
    public int BanAfter { get; init; } = 10;

    /// <summary>Length of the first ban; each further one of the same address is twice as long, up to <see cref="LongestBan"/>.</summary>
    public TimeSpan FirstBan { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where bans stop growing. Also how long an address must keep quiet after a ban before the next one starts at <see cref="FirstBan"/> again.</summary>
    public TimeSpan LongestBan { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Time in which one failure is forgiven.</summary>
    public TimeSpan ForgiveOneEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Addresses remembered at once, the least recent forgotten first. Ten thousand are about a megabyte.</summary>
    public int TrackedAddresses { get; init; } = 10_000;
}
