using System.Collections.Immutable;

namespace Sealane.Shell.Language;

/// <summary>lftp's command language. Aliases are not expanded here: one that is defined on a line is in force on the same line.</summary>
internal static class Parser
{
    public static Script Parse(string source)
    {
        var scanner = new Scanner(source);
        ImmutableArray<Statement>.Builder statements = ImmutableArray.CreateBuilder<Statement>();
        Joint joint = Joint.Always;
        bool open = false;
        while (true)
        {
            scanner.SkipBlanks();
            if (scanner.AtEnd)
            {
                break;
            }

            switch (scanner.Current)
            {
                case '\n' or ';':
                    joint = Joint.Always;
                    scanner.Position++;
                    continue;
                case '#':
                    scanner.TakeLine();
                    continue;
                case '&' or '|' when scanner.Following == scanner.Current:
                    joint = scanner.Current == '&' ? Joint.And : Joint.Or;
                    scanner.Position += 2;
                    continue;
                case '&':
                    scanner.Position++;
                    continue;
            }

            Node? node = Command(scanner);
            if (node is null)
            {
                open = true;
                break;
            }

            bool background = scanner.Current == '&' && scanner.Following != '&' && node is not LocalCommand;
            scanner.Position += background ? 1 : 0;
            statements.Add(new Statement(joint, node, background));
            joint = Joint.Always;
        }

        return new Script(statements.ToImmutable(), open || scanner.EndsEscaped);
    }

    // Null when the source ends inside parentheses.
    private static Node? Command(Scanner scanner)
    {
        switch (scanner.Current)
        {
            case '!':
                scanner.Position++;
                return new LocalCommand(scanner.TakeLine().Trim());
            case '(':
                if (scanner.TakeGroup() is not { } text)
                {
                    return null;
                }

                Redirection? target = null;
                return Redirect(scanner, ref target) is { } fault ? new Malformed(fault) : new Group(text.Trim(), Parse(text), target);
            default:
                return Simple(scanner);
        }
    }

    private static Node Simple(Scanner scanner)
    {
        ImmutableArray<string>.Builder words = ImmutableArray.CreateBuilder<string>();
        int tail = scanner.Position;
        while (scanner.TakeWord() is { } word)
        {
            tail = words.Count == 0 ? scanner.Position : tail;
            words.Add(word);
            scanner.SkipBlanks();
        }

        Redirection? redirection = null;
        if (Redirect(scanner, ref redirection) is { } fault)
        {
            return new Malformed(fault);
        }

        return words.Count == 0
            ? new Malformed("parse: missing command")
            : new SimpleCommand(words.ToImmutable(), scanner.Source[tail..scanner.Position], redirection);
    }

    // What is wrong with it, or null.
    private static string? Redirect(Scanner scanner, ref Redirection? redirection)
    {
        scanner.SkipBlanks();
        while (scanner.Current == '>' || (scanner.Current == '|' && scanner.Following != '|'))
        {
            if (redirection is not null)
            {
                scanner.TakeLine();
                return "parse: more than one redirection of a command";
            }

            bool pipe = scanner.Current == '|';
            bool append = !pipe && scanner.Following == '>';
            scanner.Position += append ? 2 : 1;
            scanner.SkipBlanks();
            string? target = pipe ? scanner.TakeFilter() : scanner.TakeWord();
            if (string.IsNullOrEmpty(target))
            {
                return pipe ? "parse: missing filter command" : "parse: missing redirection filename";
            }

            redirection = new Redirection(pipe ? RedirectionKind.Pipe : append ? RedirectionKind.Append : RedirectionKind.Write, target);
            scanner.SkipBlanks();
        }

        return null;
    }
}
