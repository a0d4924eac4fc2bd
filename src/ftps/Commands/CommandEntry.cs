namespace Sealane.Shell.Commands;

/// <summary>A line of a command table.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Create">Makes the command; not called before it is run or explained.</param>
/// <param name="IsListed">Whether <c>help</c> lists it; false for second names.</param>
internal sealed record CommandEntry(string Name, Func<ShellCommand> Create, bool IsListed = true);
