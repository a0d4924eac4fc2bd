using Sealane.Transport;

namespace Sealane.Client.Control;

/// <summary>How connections of one client are made: from which address, through which proxy; and what is said when one cannot be made.</summary>
internal static class Routes
{
    internal static Dialer Dialer(FtpsClientOptions options, System.Net.IPAddress? from = null) => new(
        new DialerSettings
        {
            Order = options.AddressOrder,
            LocalAddress = options.LocalAddress ?? from,
            Sockets = options.Sockets,
            Proxy = options.Proxy,
            Timeout = options.ConnectTimeout,
        },
        Deadlines.Heartbeat, options.Time, options.Resolve);

    internal static FtpsException Failure(DialException e, bool connectionUsable) => new(
        e.Failure switch
        {
            DialFailure.NameNotFound => FtpsFailure.Resolve,
            DialFailure.TimedOut => FtpsFailure.TimedOut,
            _ => FtpsFailure.Connect,
        },
        e.Message, connectionUsable, inner: e);
}
