namespace Sealane.Bench.Load;

/// <summary>Where a server under test listens on loopback, and the account to use there.</summary>
internal sealed record Endpoint(int Port, string User, string Password);
