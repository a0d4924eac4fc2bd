using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sealane.Client;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Documents;

/// <summary>What docs/library.md shows is what compiles here, and it works.</summary>
public sealed class LibraryDocumentTests(ServerPark park) : ClientTests(park)
{
    [Fact]
    public void Every_example_of_the_document_is_compiled()
    {
        string here = Folder();
        string source = File.ReadAllText(Path.Combine(here, "LibraryExamples.cs"));
        string[] compiled = [.. Regex.Matches(source, @"^ *// <(\w+)>\n(.*?)^ *// </\1>", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => Outdent(match.Groups[2].Value))];
        string document = File.ReadAllText(Path.Combine(here, "../../../docs/library.md"));
        string[] printed = [.. Regex.Matches(document, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(printed);
        Assert.All(printed, example => Assert.Contains(example, compiled));
        Assert.Equal(compiled.Length, printed.Length);
    }

    [Fact]
    public void What_the_document_says_instead_of_FluentFTPs_names_exists()
    {
        string document = File.ReadAllText(Path.Combine(Folder(), "../../../docs/library.md"));
        string table = document[document.IndexOf("## Coming from FluentFTP", StringComparison.Ordinal)..];
        HashSet<string> members = [.. typeof(FtpsClient).Assembly.GetExportedTypes().SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name))];
        string[] named = [.. table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line.Split(" | ")[1], @"`([\w.]+)").SelectMany(match => match.Groups[1].Value.Split('.')))];
        Assert.NotEmpty(named);
        Assert.All(named.Except(["AutoConnect", "FtpFolderSyncMode", "GetReply", "Stream"]), name => Assert.Contains(name, members));
    }

    [Fact]
    public async Task The_examples_work()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        await client.CreateDirectoryAsync("inbox", cancellation: Cancellation);
        server.PutFile($"{directory}/inbox/data.bin", Site.Bytes(100_000));

        // A pool begins where the login leads.
        string home = Directory.CreateDirectory(server.PathOf("inbox")).FullName;
        server.Own(home);
        server.PutFile("inbox/today.csv", Site.Bytes(1000));
        await LibraryExamples.CopyAsync(Options(server));
        Assert.Equal(Site.Bytes(1000), File.ReadAllBytes(Path.Combine(home, "copy.csv")));

        string before = Environment.CurrentDirectory;
        await LibraryExamples.ListAsync(client);
        await LibraryExamples.StreamAsync(client);
        await LibraryExamples.FailAsync(client);
        await LibraryExamples.ChangeAsync(client);
        Assert.False(File.Exists(Path.Combine(path, "inbox/data.bin")));
        Assert.False(Directory.Exists(Path.Combine(path, "archive")));
        Assert.Equal(before, Environment.CurrentDirectory);
    }

    private static string Outdent(string text) => Regex.Replace(text, "^ {8}", "", RegexOptions.Multiline);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
