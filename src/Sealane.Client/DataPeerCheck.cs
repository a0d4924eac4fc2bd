namespace Sealane.Client;

/// <summary>Where the other end of a data connection may be. TLS on data connections proves the server in any case; without it, nothing else does.</summary>
public enum DataPeerCheck
{
    /// <summary>Active mode takes connections from the server's address only; passive mode goes where <see cref="FtpsClientOptions.PassiveAddress"/> says.</summary>
    Active,

    /// <summary>Nowhere but at the control connection's address, in both modes: a passive reply that names another is refused.</summary>
    Always,

    /// <summary>Anywhere. For servers with several addresses that connect from another one than they were reached at: whoever connects first is taken.</summary>
    Never,
}
