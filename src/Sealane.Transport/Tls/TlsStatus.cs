namespace Sealane.Transport.Tls;

/// <summary>Where one step of a <see cref="TlsEngine"/> ended.</summary>
internal enum TlsStatus
{
    /// <summary>The step is complete.</summary>
    Done,

    /// <summary>More ciphertext is needed: receive into <see cref="TlsEngine.ReceiveMemory"/>, report it, repeat the step.</summary>
    NeedsInput,

    /// <summary>The peer sent close_notify: nothing more will come.</summary>
    PeerClosed,
}
