using Sealane.Protocol;

namespace Sealane.Shell.Doctor;

/// <summary>How a server begins a conversation.</summary>
internal enum OpeningKind
{
    /// <summary>As an FTP server does.</summary>
    Greeting,

    /// <summary>With a refusal (421 and the like).</summary>
    Refusal,

    /// <summary>Not at all: it waits for us to speak first, as a TLS server does.</summary>
    Silence,

    /// <summary>By hanging up.</summary>
    End,

    /// <summary>In another language.</summary>
    Stranger,
}

/// <summary>The first words of a server.</summary>
/// <param name="Kind">Of which kind they are.</param>
/// <param name="Reply">The reply, if they are one.</param>
/// <param name="Text">What was said, fit for a screen.</param>
internal sealed record Opening(OpeningKind Kind, ServerReply? Reply, string Text);
