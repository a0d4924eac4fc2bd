namespace Sealane.Shell;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Text for the standard output, or where it was sent to.</param>
/// <param name="Bytes">The same place for bytes; <see cref="Output"/> is flushed before they are written.</param>
/// <param name="Error">Messages.</param>
/// <param name="IsRedirected">Whether the output goes to a file or a program.</param>
internal sealed record CommandStreams(TextWriter Output, Stream Bytes, TextWriter Error, bool IsRedirected = false);
