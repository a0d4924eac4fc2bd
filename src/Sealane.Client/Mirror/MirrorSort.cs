namespace Sealane.Client.Mirroring;

/// <summary>The order of a directory's files in a mirror.</summary>
public enum MirrorSort
{
    /// <summary>By name, byte for byte.</summary>
    Name,

    /// <summary>Small ones first; those whose size the source does not tell come before.</summary>
    Size,

    /// <summary>Old ones first; those whose time the source does not tell come before.</summary>
    Time,
}
