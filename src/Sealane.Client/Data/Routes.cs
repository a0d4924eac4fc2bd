using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>How connections of one client are made: from which address, through which proxy; and what is said when one cannot be made.</summary>
internal static class Routes
{
    internal static Dialer Dialer(FtpsClientOptions options, Heartbeat heartbeat) => new(
        new DialerSettings
        {
            Order = options.AddressOrder,
            LocalAddress = options.LocalAddress,
            Proxy = options.Proxy,
            Timeout = options.ConnectTimeout,
        },
        heartbeat, options.Time);

    internal static FtpsException Failure(DialException e, bool connectionUsable) => new(
        e.Failure switch
        {
            DialFailure.NameNotFound => FtpsFailure.Resolve,
            DialFailure.TimedOut => FtpsFailure.TimedOut,
            _ => FtpsFailure.Connect,
        },
        e.Message, connectionUsable, inner: e);
}
