namespace Sealane.Shell.Commands;

/// <summary>Arguments that cannot be. The message is complete, and may have two lines.</summary>
/// <param name="message">What is wrong, and how it is done.</param>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A name that is no command's, or that of several.</summary>
/// <param name="message">The whole line.</param>
internal sealed class UnknownCommandException(string message) : Exception(message);
