namespace Sealane.Protocol;

/// <summary>How data connections are protected (RFC 2228 §3, PROT). Levels S and E do not exist over TLS (RFC 4217 §9).</summary>
public enum ProtectionLevel
{
    /// <summary>PROT C: in clear. What a session starts with, until PROT says otherwise.</summary>
    Clear,

    /// <summary>PROT P: TLS.</summary>
    Private,
}
