namespace Sealane.Daemon;

/// <summary>Ends a verb with one line on standard error.</summary>
/// <param name="message">What is wrong and what fixes it, without the program's name.</param>
/// <param name="exitCode">1: refused or failed; 2: the command line makes no sense.</param>
internal sealed class Refusal(string message, int exitCode = Refusal.Failed) : Exception(message)
{
    public const int Failed = 1;
    public const int Usage = 2;

    public int ExitCode { get; } = exitCode;
}
