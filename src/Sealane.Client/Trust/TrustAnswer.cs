namespace Sealane.Client.Trust;

/// <summary>What the user says to a server that nobody here knows.</summary>
public enum TrustAnswer
{
    /// <summary>Refuse. Also what no answer means.</summary>
    No,

    /// <summary>For as long as this <see cref="ServerTrust"/> lives; nothing is written.</summary>
    Once,

    /// <summary>And note it in the known-servers file.</summary>
    Always,
}
