using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Sealane.Shell.Credentials;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots;

/// <summary>What all verbs share: reading the words, help, signals, and the way from a failure to an exit code.</summary>
internal sealed class Frame
{
    private readonly Command _verb;
    private readonly string _path;
    private readonly ConnectionArguments? _connection;
    private readonly Option<bool> _json = new("--json") { Description = "Say everything as JSON, one object a line." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing of what goes well, at a terminal neither." };

    /// <param name="path">The words before the operands: <c>get</c>, <c>trust add</c>.</param>
    /// <param name="description">What it does.</param>
    /// <param name="connects">False for verbs that only look at files.</param>
    /// <param name="transfers">False for verbs that move no files.</param>
    public Frame(string path, string description, bool connects = true, bool transfers = true)
    {
        _path = path;
        _verb = new Command(path.Split(' ')[^1], description);
        _connection = connects ? new ConnectionArguments() : null;
        Connects = transfers;
    }

    /// <summary>The words before the operands.</summary>
    public string Path => _path;

    private bool Connects { get; }

    /// <summary>Whether standard output carries a file, so that events go elsewhere.</summary>
    public Func<ParseResult, bool> OutputIsContent { get; init; } = _ => false;

    /// <summary>Where a verb decides about its exit code itself.</summary>
    public Func<int>? ExitFrom { get; init; }

    public Frame With(params Symbol[] symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Option option)
            {
                _verb.Add(option);
            }
            else
            {
                _verb.Add((Argument)symbol);
            }
        }

        return this;
    }

    /// <summary>The verb with every word that it takes: what is parsed, and what manual and completions are written from. Once for each frame.</summary>
    public Command Complete()
    {
        _ = _connection?.AddTo(_verb, Connects);
        _verb.Add(_json);
        _verb.Add(_quiet);
        return _verb;
    }

    /// <summary>Reads the words, runs the verb, and gives the exit code.</summary>
    /// <param name="words">Those behind the verb.</param>
    /// <param name="body">Does it; what it throws is reported.</param>
    public async Task<int> RunAsync(string[] words, Func<Run, Task> body)
    {
        _ = Complete();
        RootCommand root = Root();
        ParseResult parsed = Parse(root, words);
        if (parsed.Action is System.CommandLine.Help.HelpAction)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        bool isJson = parsed.GetValue(_json);
        Report report = isJson
            ? new JsonReport(_path, OutputIsContent(parsed) ? Console.OpenStandardError() : Console.OpenStandardOutput())
            : new ScreenReport(_path, parsed.GetValue(_quiet));
        if (Complaint(root, parsed, words) is { } complaint)
        {
            report.Fail(new UsageFault($"{complaint}; see: ftps {_path} --help"));
            return report.Finish(ExitCode.Usage);
        }

        report.Start(parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => RemoteUrl.Masked(token.Value)));
        return await RunAsync(parsed, report, body);
    }

    private async Task<int> RunAsync(ParseResult parsed, Report report, Func<Run, Task> body)
    {
        using var signals = new Signals();
        ConnectionSettings settings;
        try
        {
            settings = _connection?.Read(parsed) ?? new ConnectionSettings { Passwords = new PasswordSources(), Trust = new Client.Trust.ServerTrustOptions() };
            using var logins = new Logins(settings.Passwords);
            await body(new Run(parsed, report, settings, logins, signals.Cancellation));
            return report.Finish(ExitFrom?.Invoke());
        }
        catch (OperationCanceledException) when (signals.Caught is { } signal)
        {
            int code = ExitCode.OfSignal(signal);
            report.Stop(code, "interrupted; what has arrived is kept, and the same command goes on with it");
            return report.Finish(code);
        }
        catch (OutputClosedException)
        {
            return ExitCode.Failed;
        }
        catch (Exception e) when (Run.IsReported(e))
        {
            report.Fail(e);
            return report.Finish(e is UsageFault ? ExitCode.Usage : null);
        }
    }

    // One verb is built, not all of them: building and parsing is most of what a short command does before it connects.
    private RootCommand Root()
    {
        RootCommand root = new("ftps: FTP over TLS.");
        Command above = root;
        string[] path = _path.Split(' ');
        foreach (string name in path[..^1])
        {
            Command group = new(name);
            above.Add(group);
            above = group;
        }

        above.Add(_verb);
        return root;
    }

    private ParseResult Parse(RootCommand root, IEnumerable<string> words) =>
        root.Parse([.. _path.Split(' '), .. Detached(words)], new ParserConfiguration { ResponseFileTokenReplacer = null });

    // "-uNAME" and the like are taken apart for the parser, which knows them with a blank only; "--verify" is given its value, since the next word is none.
    private List<string> Detached(IEnumerable<string> words)
    {
        List<string> detached = [];
        bool options = true;
        HashSet<string> valued = [.. _verb.Options.Where(option => option.Arity.MaximumNumberOfValues > 0).SelectMany(option => option.Aliases.Append(option.Name)).Where(alias => alias.Length == 2)];
        foreach (string word in words)
        {
            options &= word != "--";
            if (options && word.Length > 2 && word[0] == '-' && valued.Contains(word[..2]))
            {
                detached.Add(word[..2]);
                detached.Add(word[2] == '=' ? word[3..] : word[2..]);
            }
            else
            {
                detached.Add(options && word == "--verify" ? "--verify=any" : word);
            }
        }

        return detached;
    }

    // The first fault in the words; null when there is none.
    private string? Complaint(RootCommand root, ParseResult parsed, string[] words)
    {
        int end = Array.IndexOf(words, "--");
        ParseResult before = end < 0 ? parsed : Parse(root, words[..end]);
        string? stranger = before.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(before.UnmatchedTokens).FirstOrDefault(value => value.Length > 1 && value[0] == '-');
        return stranger is not null ? $"unknown option '{RemoteUrl.Masked(stranger)}' (a name that begins with '-' stands behind --)"
            : parsed.UnmatchedTokens is [{ } more, ..] ? $"'{RemoteUrl.Masked(more)}' is one word too many"
            : parsed.Errors.Count == 0 ? null
            : RemoteUrl.Masked(parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.'));
    }
}
