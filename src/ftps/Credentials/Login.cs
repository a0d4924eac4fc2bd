using Sealane.Protocol;

namespace Sealane.Shell.Credentials;

/// <summary>Who signs in.</summary>
internal sealed record Login(string User, Secret Password, Secret? Account)
{
    /// <summary>The custom for public servers (RFC 1635).</summary>
    public static Login Anonymous { get; } = new("anonymous", new Secret("anonymous@"), null);
}
