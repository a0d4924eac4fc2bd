namespace Sealane.Shell.OneShots;

/// <summary>The command line makes no sense: exit code 2.</summary>
/// <param name="message">What is wrong and what would be right; never a secret.</param>
internal sealed class UsageFault(string message) : Exception(message);
