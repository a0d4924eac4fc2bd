namespace Sealane.Protocol;

/// <summary>How file content travels (RFC 959 §3.1.1, TYPE).</summary>
public enum RepresentationType
{
    /// <summary>TYPE A: lines end in CRLF on the wire. What a session starts with.</summary>
    Ascii,

    /// <summary>TYPE I, and TYPE L 8: byte for byte.</summary>
    Image,
}
