using Sealane.Client.Control;

namespace Sealane.Client.Data;

/// <summary>Which way the bytes go.</summary>
internal enum DataDirection
{
    /// <summary>From the server.</summary>
    Down,

    /// <summary>To the server.</summary>
    Up,
}

/// <summary>A command that moves bytes over a data connection, and what has to be set before it.</summary>
/// <param name="Line">RETR, STOR, APPE, LIST, …</param>
/// <param name="Direction">Which way the bytes go.</param>
/// <param name="Type">Transfer type: 'I' or 'A'.</param>
/// <param name="IsListing">Listings may be protected differently.</param>
/// <param name="Restart">Restart point sent by REST before it; 0 for none.</param>
/// <param name="MoreFollow">Another transfer follows: its passive port may be asked for behind this command.</param>
internal readonly record struct DataCommand(CommandLine Line, DataDirection Direction, char Type, bool IsListing, long Restart, bool MoreFollow)
{
    /// <summary>A command sent right behind this one, where the server bears it: SIZE after an upload.</summary>
    internal CommandLine? Follower { get; init; }

    /// <summary>The data connection is to be compressed (MODE Z).</summary>
    internal bool Compressed { get; init; }
}
