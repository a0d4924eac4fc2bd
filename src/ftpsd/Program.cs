using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Sealane.Daemon.Verbs;
using Sealane.Server;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Control;
using Sealane.Server.Logging;
using Sealane.Server.Options;
using Sealane.Transport.Tls;

namespace Sealane.Daemon;

/// <summary>The command line: one verb per file in <c>Verbs/</c>, and one line each here.</summary>
internal static class Program
{
    private const int Failure = 1;
    private const int Misused = 2;

    private static readonly Func<Command>[] Verbs =
    [
        QuickstartVerb.Build,
        ServeVerb.Build,
        CheckVerb.Build,
        UserVerb.Build,
        CertVerb.Build,
        StatusVerb.Build,
        WhoVerb.Build,
        KickVerb.Build,
        ReloadVerb.Build,
        StopVerb.Build,
        ServiceVerb.Build,
        ExplainVerb.Build,
    ];

    /// <summary>Of this program.</summary>
    internal static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [PamProcess.Word])
        {
            return await PamWorker.RunAsync().ConfigureAwait(false);
        }

        RuntimeTuning.Apply();
        try
        {
            RootCommand root = Build();
            ParseResult result = root.Parse(ConfigurationArguments.Detach(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (Complaint(root, result) is { } complaint)
            {
                await Console.Error.WriteLineAsync($"ftpsd: {complaint}; try 'ftpsd --help'").ConfigureAwait(false);
                return Misused;
            }

            // Without a timeout of its own the library leaves signals alone; with it, a stop that waits for transfers would be cut off after two seconds.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await result.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("ftpsd: interrupted").ConfigureAwait(false);
            return Failure;
        }
#pragma warning disable CA1031 // Whatever went wrong, an operator is told in one line; the trace is for whoever asks for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            bool trace = Environment.GetEnvironmentVariable("FTPSD_TRACE") == "1";
            string hint = IsExplained(e) ? "" : " (FTPSD_TRACE=1 in the environment shows where)";
            string text = trace ? e.ToString() : e.Message.ReplaceLineEndings(" ") + hint;
            await Console.Error.WriteLineAsync($"ftpsd: {text}").ConfigureAwait(false);
            return Failure;
        }
    }

    // Our own refusals say what to do; of anything else a trace may help.
    private static bool IsExplained(Exception e) =>
        e is Refusal or ListenException or LogFileException or StateDirectoryException or AccountStoreException or CertificateException or TlsException or ControlException;

    /// <summary>Every word that it takes: what is parsed, and what manual and completions are written from.</summary>
    internal static RootCommand Build()
    {
        RootCommand root = new("FTPS server: encrypted file transfer that runs a vsftpd.conf as it stands.");
        foreach (Func<Command> build in Verbs)
        {
            root.Add(build());
        }

        Option version = root.Options.OfType<VersionOption>().Single();
        version.Action = new ShowVersion();
        return root;
    }

    // What is wrong with the words themselves; null when nothing is. The first fault only: the parser tends to report one slip several times over.
    private static string? Complaint(RootCommand root, ParseResult result)
    {
        CommandResult command = result.CommandResult;
        if ((result.UnmatchedTokens is [{ } unmatched, ..] ? unmatched : TakenForArgument(result)) is { } word)
        {
            bool isOption = word.StartsWith('-');
            bool atRoot = command.Command == root;
            string[] verbs = [.. root.Subcommands.Select(verb => verb.Name)];
            string? nearest = NearestName.Of(word, isOption ? command.Command.Options.Select(option => option.Name) : atRoot ? verbs : []);
            string hint = nearest is not null ? $" (did you mean '{nearest}'?)"
                : atRoot && verbs.Contains("serve") && word.EndsWith(".conf", StringComparison.Ordinal) ? $" (did you mean 'ftpsd serve {word}'?)"
                : "";
            return $"unknown {(isOption ? "option" : atRoot ? "command" : "word")} '{word}'{hint}";
        }

        return result.Errors.Count == 0 ? null
            : command.Command == root ? "no command given"
            : result.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    // An option nobody knows, which the parser took for a file name. After "--" it may be one.
    private static string? TakenForArgument(ParseResult result) =>
        result.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? null
            : result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
                .Select(token => token.Value).FirstOrDefault(value => value.Length > 1 && value[0] == '-');

    private sealed class ShowVersion : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"ftpsd {Version}");
            return 0;
        }
    }
}
