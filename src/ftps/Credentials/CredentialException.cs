namespace Sealane.Shell.Credentials;

/// <summary>There is no password where one was promised.</summary>
/// <param name="message">What is wrong and what fixes it; never a secret.</param>
internal sealed class CredentialException(string message) : Exception(message);
