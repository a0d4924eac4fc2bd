namespace Sealane.Server.Hosts;

/// <summary>Whether a pattern is about a client.</summary>
internal enum HostMatch
{
    No,

    Yes,

    /// <summary>Only a lookup that is not made could tell.</summary>
    Unknown,
}
