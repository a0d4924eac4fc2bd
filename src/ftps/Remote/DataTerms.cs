using Sealane.Client;
using Sealane.Shell.Settings;
using Sealane.Transport;

namespace Sealane.Shell.Remote;

/// <summary>The settings about sockets, data connections and rates, as the library takes them.</summary>
internal static class DataTerms
{
    public static DataPeerCheck Peer(SettingStore settings, string[] closures) => settings.TriState("ftp:verify-address", closures) switch
    {
        true => DataPeerCheck.Always,
        false => DataPeerCheck.Never,
        null => DataPeerCheck.Active,
    };

    public static SocketTerms Sockets(SettingStore settings, string[] closures) => new()
    {
        Buffer = Size(settings.Number("net:socket-buffer", closures)),
        Segment = Size(settings.Number("net:socket-maxseg", closures)),
        MarksService = settings.Flag("ftp:use-ip-tos", closures),
    };

    /// <summary>A limit, which saves up twice its rate unless told otherwise; null without one.</summary>
    /// <param name="rate">Bytes a second; 0 for no limit.</param>
    /// <param name="most">What may be saved up; 0 for lftp's own measure.</param>
    /// <param name="time">The clock.</param>
    public static RateLimit? Limit(long rate, long most, TimeProvider time) => rate > 0 ? new RateLimit(rate, time, most > 0 ? most : 2 * Math.Min(rate, long.MaxValue / 2)) : null;

    private static int Size(long number) => (int)Math.Min(number, int.MaxValue);
}
