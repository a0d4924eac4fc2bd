using System.Text;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Tests.Support;

/// <summary>A shell in this process, with its own home directory, whose output can be read.</summary>
public sealed class ShellUnderTest : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public ShellUnderTest(bool isInteractive = false)
    {
        Home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;
        Shell = new ShellSession(new ScreenOutput(_output, _error, isTerminal: false), isInteractive, new UserFiles(Home));
        Shell.Top.Place.LocalDirectory = Home;
    }

    public string Home { get; }

    internal ShellSession Shell { get; }

    public string Output => Text(_output);

    public string Error => Text(_error);

    public async Task<int> RunAsync(string source)
    {
        int code = await Shell.Top.RunAsync(source, TestContext.Current.CancellationToken);
        await Shell.Streams.Output.FlushAsync();
        return code;
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
