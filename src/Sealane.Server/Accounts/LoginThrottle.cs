using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sealane.Server.Accounts;

/// <summary>
/// Counts failed logins by address. Failures cost the address they come from and nobody else: no account is ever locked by strangers guessing at it.
/// A success wipes nothing out, or an attacker with one account of his own could reset his score at will. Nothing runs in the background; time is read when asked.
/// </summary>
/// <param name="options">What failures cost.</param>
/// <param name="clock">Where time comes from.</param>
public sealed class LoginThrottle(LoginThrottleOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AddressKey, LinkedListNode<Record>> _records = [];

    // Least recent failure first.
    private readonly LinkedList<Record> _byAge = new();
    private volatile LoginThrottleOptions _options = options;

    /// <summary>The rules in force; replaced as a whole on reload, scores and bans stay.</summary>
    public LoginThrottleOptions Options
    {
        get => _options;
        set => _options = value;
    }

    /// <summary>How much longer the address is banned; null when it is not.</summary>
    public TimeSpan? BannedFor(IPAddress address)
    {
        lock (_gate)
        {
            return _records.TryGetValue(AddressKey.Of(address), out LinkedListNode<Record>? node) && node.Value.BannedUntil > clock.GetUtcNow()
                ? node.Value.BannedUntil - clock.GetUtcNow()
                : null;
        }
    }

    /// <summary>Puts one failure on the address's score.</summary>
    /// <returns>How long to wait before the reply.</returns>
    public TimeSpan RecordFailure(IPAddress address)
    {
        LoginThrottleOptions rules = _options;
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            Record record = Touch(AddressKey.Of(address), rules);
            record.Score = Math.Max(0, record.Score - ((now - record.Scored) / rules.ForgiveOneEvery)) + 1;
            record.Scored = now;
            double delays = Math.Clamp(Math.Ceiling(record.Score), 1, Math.Max(1, rules.MostDelays));
            if (rules.BanAfter > 0 && record.Score > rules.BanAfter - 1)
            {
                Ban(record, now, rules);
            }

            return rules.FailureDelay * delays;
        }
    }

    private static void Ban(Record record, DateTimeOffset now, LoginThrottleOptions rules)
    {
        record.Bans = now - record.BannedUntil > rules.LongestBan ? 1 : record.Bans + 1;
        double length = rules.FirstBan.TotalSeconds * Math.Pow(2, record.Bans - 1);
        record.BannedUntil = now + TimeSpan.FromSeconds(Math.Min(length, Math.Max(rules.FirstBan.TotalSeconds, rules.LongestBan.TotalSeconds)));

        // Paid: after the ban the address starts with a clean score, and the next ban is longer.
        record.Score = 0;
    }

    private Record Touch(AddressKey key, LoginThrottleOptions rules)
    {
        if (_records.TryGetValue(key, out LinkedListNode<Record>? node))
        {
            _byAge.Remove(node);
        }
        else
        {
            while (_records.Count >= Math.Max(1, rules.TrackedAddresses))
            {
                ForgetOne();
            }

            node = new LinkedListNode<Record>(new Record { Key = key, Scored = clock.GetUtcNow() });
            _records.Add(key, node);
        }

        _byAge.AddLast(node);
        return node.Value;
    }

    // The least recent that is not banned, so that a flood of fresh addresses does not lift bans; only a few are looked at, so that a flood costs little.
    private void ForgetOne()
    {
        LinkedListNode<Record> victim = _byAge.First!;
        DateTimeOffset now = clock.GetUtcNow();
        LinkedListNode<Record>? candidate = victim;
        for (int looked = 0; candidate is not null && looked < 16; looked++, candidate = candidate.Next)
        {
            if (candidate.Value.BannedUntil <= now)
            {
                victim = candidate;
                break;
            }
        }

        _byAge.Remove(victim);
        _records.Remove(victim.Value.Key);
    }

    /// <summary>An IPv4 address, or the /64 of an IPv6 one: a subscriber owns the whole of it and can come from a new address every time.</summary>
    private readonly record struct AddressKey(AddressFamily Family, ulong Bits)
    {
        public static AddressKey Of(IPAddress address)
        {
            Span<byte> bytes = stackalloc byte[16];
            if (address.IsIPv4MappedToIPv6)
            {
                address.TryWriteBytes(bytes, out _);
                return new AddressKey(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
            }

            address.TryWriteBytes(bytes, out int length);
            return new AddressKey(address.AddressFamily, length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes));
        }
    }

    private sealed class Record
    {
        public required AddressKey Key { get; init; }

        public double Score { get; set; }

        public DateTimeOffset Scored { get; set; }

        public int Bans { get; set; }

        public DateTimeOffset BannedUntil { get; set; }
    }
}
