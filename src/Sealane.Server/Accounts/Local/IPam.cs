using System.Net;
using Sealane.Protocol;

namespace Sealane.Server.Accounts.Local;

/// <summary>The system's say about a login: Pluggable Authentication Modules, wherever they run.</summary>
public interface IPam
{
    /// <summary>Asks whether the user may log in. Modules may take long and are not waited for without bound.</summary>
    ValueTask<PamAnswer> AskAsync(PamRequest request, CancellationToken cancellation);
}

/// <summary>A login that PAM is asked about.</summary>
public sealed record PamRequest
{
    /// <summary>Name of the file in <c>/etc/pam.d</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The name that the client gave.</summary>
    public required string User { get; init; }

    /// <summary>The password that the client gave.</summary>
    public required Secret Password { get; init; }

    /// <summary>Where the client is (PAM_RHOST).</summary>
    public required IPAddress RemoteHost { get; init; }

    /// <summary>Open a session, too, for as long as <see cref="PamAnswer.Session"/> is not disposed.</summary>
    public required bool OpenSession { get; init; }
}

/// <summary>What PAM answered.</summary>
public sealed record PamAnswer
{
    /// <summary>The result of the phase that failed, or of the last one.</summary>
    public required PamCode Code { get; init; }

    /// <summary>For the operator: phase, what the library calls the result, and what modules said. Holds no secret.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The name that PAM knows the user by, which a module may have changed.</summary>
    public string User { get; init; } = "";

    /// <summary>The open session, to be disposed by the caller when the login's session ends; null when none was asked for or the login failed.</summary>
    public IAsyncDisposable? Session { get; init; }
}
