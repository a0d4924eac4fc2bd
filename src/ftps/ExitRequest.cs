namespace Sealane.Shell;

/// <summary>That a shell was told to end.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="IsTop">Whether all shells around it end too.</param>
internal sealed record ExitRequest(int Code, bool IsTop);
