using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>
/// LIST tells times in the server's zone and does not say which. It is measured once per server: MDTM, which is UTC, of one listed file against its line.
/// Until then entries are kept back, so that none is given out with a wrong time.
/// </summary>
internal sealed class ServerZone(ControlLink link)
{
    private readonly List<RemoteEntry> _kept = [];

    // Looked up once: another client of the same server may measure it while this listing runs.
    private readonly TimeSpan? _known = link.Options.ServerTimeOffset ?? link.Profile.TimeOffset;

    internal bool IsKnown => _known is not null || !CanAsk;

    /// <summary>What listed times are ahead of UTC as far as it is known when the listing begins.</summary>
    internal TimeSpan Offset => _known ?? TimeSpan.Zero;

    private bool CanAsk => link.Server.Features.Count == 0 || link.Server.Has("MDTM");

    internal void Keep(RemoteEntry entry) => _kept.Add(entry);

    internal RemoteEntry[] Take()
    {
        RemoteEntry[] taken = [.. _kept];
        _kept.Clear();
        return taken;
    }

    /// <summary>Measures if that is still to be done, and gives what was kept back, its times in UTC.</summary>
    internal async Task<RemoteEntry[]> ResolveAsync(CancellationToken cancellation)
    {
        if (IsKnown || _kept.Count == 0)
        {
            return Take();
        }

        TimeSpan offset = TimeSpan.Zero;
        if (_kept.Find(entry => entry is { IsFile: true, Precision: TimePrecision.Minute }) is { } sample)
        {
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("MDTM", link.Names.Encode(sample.Name)), cancellation).ConfigureAwait(false);
            if (reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseTime(reply.Lines[^1].Span, out DateTime utc))
            {
                // Zones are multiples of a quarter of an hour; the rest is the seconds that LIST leaves out, or a file that was just written.
                offset = TimeSpan.FromMinutes(Math.Round((sample.Modified!.Value - utc).TotalMinutes / 15) * 15);
                if (offset.Duration() <= TimeSpan.FromHours(14))
                {
                    link.Profile.TimeOffset = offset;
                }
                else
                {
                    offset = TimeSpan.Zero;
                }
            }
        }

        return [.. Take().Select(entry => entry.Modified is { } time && entry.Precision == TimePrecision.Minute ? entry with { Modified = time - offset } : entry)];
    }
}
