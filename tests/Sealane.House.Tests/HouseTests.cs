using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sealane.House.Tests;

/// <summary>The house rules that a build does not enforce.</summary>
public sealed class HouseTests
{
    private static readonly string s_source = Path.Combine(Root(), "src");

    // What may refer to what; a project that is not here is new, and its arrows belong here first.
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Sealane.Protocol"] = [],
        ["Sealane.Transport"] = ["Sealane.Protocol"],
        ["Sealane.Server"] = ["Sealane.Transport", "Sealane.Protocol"],
        ["Sealane.Client"] = ["Sealane.Transport", "Sealane.Protocol"],
        ["Sealane.Admin"] = ["Sealane.Server"],
        ["Sealane.Accounts.Sql"] = ["Sealane.Server"],
        ["ftpsd"] = ["Sealane.Server", "Sealane.Accounts.Sql", "Sealane.Admin", "Sealane.Transport", "Sealane.Protocol"],
        ["ftps"] = ["Sealane.Client", "Sealane.Transport", "Sealane.Protocol"],
    };

    [Fact]
    public void References_run_one_way()
    {
        string[] projects = Directory.GetFiles(s_source, "*.csproj", SearchOption.AllDirectories);
        Assert.True(projects.Length >= 5, "the projects were found");
        Assert.All(projects, project =>
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Empty(references.Except(s_arrows[name]).Select(reference => $"{name} must not refer to {reference}"));
        });
    }

    [Fact]
    public void Names_are_nouns_of_the_field()
    {
        string[] bad =
        [
            .. Types().Where(type =>
                Regex.IsMatch(type.Name, "(Manager|Helper|Helpers|Util|Utils|Impl)$")
                || type.Name.StartsWith("Default", StringComparison.Ordinal)
                || (type.Name.EndsWith("Info", StringComparison.Ordinal) && type.GetMethod("<Clone>$") is null)).Select(type => type.FullName!),
        ];
        Assert.Empty(bad);
    }

    [Fact]
    public void Classes_are_sealed_unless_made_to_derive_from()
    {
        Assert.True(Types().Select(type => type.Assembly).Distinct().Count() >= 7, "the assemblies were found");
        string[] open = [.. Types().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).Select(type => type.FullName!)];
        Assert.Empty(open);
    }

    [Fact]
    public void Files_can_be_read_in_one_sitting() => AssertNone((file, text) =>
    {
        const int most = 500;
        return text.AsSpan().Count('\n') > most ? $"more than {most} lines" : null;
    });

    [Fact]
    public void There_are_no_regions_and_no_partial_classes_but_generated_ones() => AssertNone((file, text) =>
        Regex.IsMatch(text, @"^\s*#region", RegexOptions.Multiline) ? "#region"
        : Regex.IsMatch(text, @"\bpartial (class|struct|record|interface)\b") && !Regex.IsMatch(text, "LoggerMessage|LibraryImport|JsonSerializable|GeneratedRegex") ? "partial"
        : null);

    [Fact]
    public void Nobody_blocks() => AssertNone((_, text) =>

        // A stream has synchronous members, which cannot but wait; and a thread of one's own is there to be waited on and for.
        Regex.IsMatch(text, @"class \w+(\([^)]*\))? : Stream\b|new Thread\(") ? null
        : Regex.Match(WithoutComments(text), @"Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\.Result\b(?! is)(?!\s*=)|\.Wait\(").Value is { Length: > 0 } found ? found : null);

    [Fact]
    public void Only_programs_touch_the_console() => AssertNone((file, text) =>
        Path.GetRelativePath(s_source, file).StartsWith("Sealane.", StringComparison.Ordinal) && Regex.IsMatch(WithoutComments(text), @"\bConsole\.") ? "Console" : null);

    [Fact]
    public void The_protocol_does_no_io()
    {
        string[] allowed = ["System.Runtime", "System.Memory", "System.Collections", "System.Linq", "System.Net.Primitives", "System.Text.Encoding.Extensions", "System.Runtime.InteropServices", "System.Numerics.Vectors", "System.Collections.Immutable", "System.Text.Encoding.CodePages"];
        string[] referenced = [.. typeof(Sealane.Protocol.Verb).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.Empty(referenced.Except(allowed));
        string protocol = Path.Combine(s_source, "Sealane.Protocol");
        AssertNone((file, text) => file.StartsWith(protocol, StringComparison.Ordinal)
            && Regex.Match(WithoutComments(text), @"\b(Task|Stream|Socket|File|ILogger|DateTime\.UtcNow|DateTime\.Now|Console)\b[.<(]").Value is { Length: > 0 } found ? found : null);
    }

    private static IEnumerable<Type> Types() =>
        s_arrows.Keys.Where(name => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")))
            .SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(type => type.Namespace?.StartsWith("Sealane", StringComparison.Ordinal) == true && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !type.Name.Contains('<', StringComparison.Ordinal));

    private static void AssertNone(Func<string, string, string?> fault)
    {
        string[] files =
        [
            .. Directory.GetFiles(s_source, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Regex.IsMatch(Path.GetRelativePath(s_source, file), @"(^|[/\\])(bin|obj)[/\\]")),
        ];
        Assert.True(files.Length > 100, "the sources were found");
        (string File, string? Fault)[] found = [.. files.Select(file => (Path.GetRelativePath(s_source, file), fault(file, File.ReadAllText(file))))];
        Assert.DoesNotContain(found, one => one.Fault is not null);
    }

    private static string WithoutComments(string text) => Regex.Replace(text, "//.*", "");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
