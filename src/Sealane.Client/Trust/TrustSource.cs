namespace Sealane.Client.Trust;

/// <summary>Why a server is trusted.</summary>
public enum TrustSource
{
    /// <summary>An authority of the operating system's store.</summary>
    SystemStore,

    /// <summary>An authority of <see cref="ServerTrustOptions.CaFiles"/> or <see cref="ServerTrustOptions.CaDirectory"/>.</summary>
    CaFile,

    /// <summary>The local authority of an <c>ftpsd</c> of the same user on this machine.</summary>
    LocalAuthority,

    /// <summary>One of <see cref="ServerTrustOptions.Pins"/>.</summary>
    Pinned,

    /// <summary>The key that the known-servers file has for this host and port.</summary>
    KnownKey,

    /// <summary>The authority that the known-servers file has for this host and port.</summary>
    KnownAuthority,

    /// <summary>Another key than the known one, vouched for by the authority that is known with it.</summary>
    RenewedByKnownAuthority,

    /// <summary>The user said: this time.</summary>
    Once,

    /// <summary>Nothing was checked, because the user switched verification off.</summary>
    NotVerified,
}
