namespace Sealane.Client.Tests.Support;

/// <summary>A line of a script that means nothing.</summary>
internal sealed class ScriptSyntaxException(string line, string why) : FormatException($"{why}: {line}");
