using System.CommandLine;

namespace Sealane.Interop.Tests.Verbs;

/// <summary>Runs one verb as the program would, with a state directory of its own. Standard input is the process's: classes that use it share the collection of this name.</summary>
internal sealed class VerbConsole(Func<Command> build) : IDisposable
{
    public const string Collection = "console";

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sealane-verbs-").FullName;

    public string StateDirectory => Path.Combine(Directory, "state");

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>The exit code; 2 when the words are not understood, as Program has it.</summary>
    public async Task<int> RunAsync(string[] words, string input = "")
    {
        ParseResult parsed = build().Parse([.. words, "--state-dir", StateDirectory]);
        if (parsed.Errors.Count > 0)
        {
            return 2;
        }

        using StringWriter output = new(), error = new();
        TextReader console = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        finally
        {
            Console.SetIn(console);
            (Output, Error) = (output.ToString(), error.ToString());
        }
    }

    /// <summary>Runs words that must be refused with one line and this code.</summary>
    public async Task RefusedAsync(int exitCode, string because, string[] words, string input = "")
    {
        Assert.Equal(exitCode, await RunAsync(words, input));
        Assert.Equal("", Output);
        Assert.StartsWith("ftpsd: ", Error, StringComparison.Ordinal);
        Assert.Contains(because, Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(c => c == '\n'));
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
