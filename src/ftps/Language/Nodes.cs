using System.Collections.Immutable;

namespace Sealane.Shell.Language;

/// <summary>One command of a script.</summary>
internal abstract record Node;

/// <summary>A command by name.</summary>
/// <param name="Words">Name and arguments, without quotes.</param>
/// <param name="Tail">The source behind the name, quotes and redirection included: an alias is put before it as text.</param>
/// <param name="Redirection">Where the output goes; null for where it always goes.</param>
internal sealed record SimpleCommand(ImmutableArray<string> Words, string Tail, Redirection? Redirection) : Node;

/// <summary>Commands in parentheses: they have a place (site, directories) of their own.</summary>
/// <param name="Text">The source between the parentheses, for job lists.</param>
/// <param name="Body">What is run.</param>
/// <param name="Redirection">Where the output goes.</param>
internal sealed record Group(string Text, Script Body, Redirection? Redirection) : Node;

/// <summary><c>!command</c>: the rest of the line is the local shell's.</summary>
/// <param name="Command">The rest of the line; empty for an interactive shell.</param>
internal sealed record LocalCommand(string Command) : Node;

/// <summary>Source that cannot be run. It is said when its turn comes, not before: what stands before it has run by then.</summary>
/// <param name="Message">What is wrong.</param>
internal sealed record Malformed(string Message) : Node;

/// <summary>A command and when it is run.</summary>
/// <param name="Joint">The condition.</param>
/// <param name="Command">The command.</param>
/// <param name="Background">Whether it ends with <c>&amp;</c>.</param>
internal sealed record Statement(Joint Joint, Node Command, bool Background);

/// <summary>Statements in their order.</summary>
/// <param name="Statements">The statements.</param>
/// <param name="IsIncomplete">Whether the source ends inside parentheses or with a backslash, so that more lines belong to it.</param>
internal sealed record Script(ImmutableArray<Statement> Statements, bool IsIncomplete = false);
