using System.Globalization;
using Sealane.ClientBench.Clients;
using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench;

/// <summary>All rows of the comparison and what is asked of each.</summary>
internal static class Programme
{
    // As many as lftp's users give mirror; the session limit of many hosters is not far above.
    private const int Several = 5;

    internal static IEnumerable<Row> Rows(Settings settings, IReadOnlyList<Client> clients, Site near, Site far, Site own)
    {
        string trip = string.Create(CultureInfo.InvariantCulture, $"{settings.RoundTrip.TotalMilliseconds:0} ms away");
        yield return Small("up", "small files up, loopback", WorkKind.MirrorUp, near, settings.Files, settings.Files, 1);
        yield return Small("down", "small files down, loopback", WorkKind.MirrorDown, near, settings.Files, settings.Files, 1);
        yield return Small("up-far", $"small files up, {trip}", WorkKind.MirrorUp, far, settings.FarFiles, settings.FarFew, 5) with { MostRounds = 2 };
        yield return Small("down-far", $"small files down, {trip}", WorkKind.MirrorDown, far, settings.FarFiles, settings.FarFew, 5) with { MostRounds = 2 };
        yield return Big("big-up", "one large file up, to ftpsd", WorkKind.BigUp, own);
        yield return Big("big-down", "one large file down, from ftpsd", WorkKind.BigDown, own);
        yield return Big("big-up-vsftpd", "one large file up, to vsftpd", WorkKind.BigUp, near) with { MostRounds = 2 };
        yield return Big("big-down-vsftpd", "one large file down, from vsftpd", WorkKind.BigDown, near);
        yield return new Row("start", "open, ls, exit", Figure.Milliseconds,
            [.. clients.Select(client => new Entrant(client, new Work(WorkKind.List, near, 0, null)))],
            [new Goal(null, "lftp", null, 0.5), new Goal(null, "curl", null, null)]) { Repeats = 7 };

        // "wanted": how much faster than lftp with one session ours by default shall be.
        Row Small(string id, string name, WorkKind kind, Site site, int many, int few, double wanted)
        {
            List<Entrant> entrants = [];
            foreach (Client client in clients)
            {
                // One session far away is slow enough to need fewer files. Ours by default finds the number of sessions itself.
                entrants.Add(new Entrant(client, new Work(kind, site, client is FtpsProgram ? many : few, null)));
                if (client is not CurlProgram)
                {
                    entrants.Add(new Entrant(client, new Work(kind, site, few, 1)));
                }

                entrants.Add(new Entrant(client, new Work(kind, site, many, Several)));
            }

            // lftp's default is one session.
            entrants.RemoveAll(entrant => entrant.Is("lftp", 1));
            return new Row(id, name, Figure.MillisecondsPerFile, entrants,
            [
                new Goal(Several, "lftp", Several, 3), new Goal(null, "lftp", null, wanted), new Goal(1, "lftp", null, null), new Goal(Several, "curl", Several, null),
            ]);
        }

        Row Big(string id, string name, WorkKind kind, Site site) => new(id, name, Figure.MegabytesPerSecond,
            [.. clients.Select(client => new Entrant(client, new Work(kind, site, 0, null)))],
            [new Goal(null, "lftp", null, 1), new Goal(null, "lftp", null, 1, Cpu: true), new Goal(null, "curl", null, 1), new Goal(null, "curl", null, 1, Cpu: true)])
        {
            BigSize = settings.BigSize,
        };
    }
}
