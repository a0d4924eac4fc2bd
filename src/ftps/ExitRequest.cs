namespace Sealane.Shell;

/// <summary>That a shell was told to end.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="IsTop">Whether all shells around it end too.</param>
/// <param name="IsForced">Whether jobs go on in the background even if <c>cmd:move-background</c> says no.</param>
internal sealed record ExitRequest(int Code, bool IsTop, bool IsForced = false);
