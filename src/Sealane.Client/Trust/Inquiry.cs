namespace Sealane.Client.Trust;

/// <summary>What one judgement is about. It does not own the chain.</summary>
internal sealed record Inquiry(ServerIdentity Identity, PresentedChain Chain, ChainCheck Chains, DateTimeOffset Now, bool CheckName)
{
    /// <summary>The certificate is about the host, or nobody wants to know.</summary>
    public bool HasName { get; } = !CheckName || HostNames.Match(Identity.Host, Chain.Names);
}
