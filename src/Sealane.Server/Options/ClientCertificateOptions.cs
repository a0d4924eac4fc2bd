namespace Sealane.Server.Options;

/// <summary>Clients' certificates. They say which program may connect; who logs in is a matter of name and password all the same.</summary>
public sealed record ClientCertificateOptions
{
    internal ClientCertificateOptions()
    {
    }

    /// <summary><c>require_cert</c>: clients without one are refused. Default: no.</summary>
    public required bool Require { get; init; }

    /// <summary><c>validate_cert</c>: those that no authority of <see cref="AuthoritiesFile"/> vouches for are refused. Default: no.</summary>
    public required bool Validate { get; init; }

    /// <summary><c>ca_certs_file</c>: absolute path of the authorities, PEM; their names are sent to clients. Null (the default): none, and never so with <see cref="Validate"/>.</summary>
    public required string? AuthoritiesFile { get; init; }
}
