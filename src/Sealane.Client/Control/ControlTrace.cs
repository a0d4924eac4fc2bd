using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>What the user's <see cref="FtpsClientOptions.Trace"/> is shown of one control connection, a line at a time.</summary>
internal sealed class ControlTrace(Action<ControlLine> lines)
{
    /// <summary>A command, with a secret in it left out.</summary>
    internal void Sent(CommandLine command) => lines(new ControlLine(ControlLineSource.Sent, command.Trace));

    /// <summary>A reply as it came: its code before the first and the last line.</summary>
    internal void Received(ServerReply reply)
    {
        for (int i = 0; i < reply.Lines.Count; i++)
        {
            string text = PrintableText.Escape(reply.Lines[i].Span);
            bool edge = i == 0 || i == reply.Lines.Count - 1;
            lines(new ControlLine(ControlLineSource.Received, !edge ? text : i < reply.Lines.Count - 1 ? $"{reply.Code}-{text}" : $"{reply.Code} {text}"));
        }
    }

    /// <summary>What this side does, and why.</summary>
    internal void Note(string text) => lines(new ControlLine(ControlLineSource.Note, text));

    /// <summary>Why the connection ends.</summary>
    internal void Failure(string text) => lines(new ControlLine(ControlLineSource.Failure, text));
}
