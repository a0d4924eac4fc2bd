using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sealane.Server.Commands;
using Type = System.Type;

namespace Sealane.Server.Tests;

/// <summary>The house rules that a build does not enforce.</summary>
public sealed class ArchitectureTests
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
        string[] open = [.. Types().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).Select(type => type.FullName!)];
        Assert.Empty(open);
    }

    [Fact]
    public void Every_verb_is_in_the_table()
    {
        Type[] verbs = [.. Types().Where(type => type.IsAssignableTo(typeof(IVerb)) && type.IsClass)];
        var listed = VerbTable.All.Select(entry => entry.Spec).ToHashSet(ReferenceEqualityComparer.Instance);

        Assert.True(verbs.Length > 35, "the verbs were found");
        Assert.Empty(verbs.Where(verb => !listed.Contains(verb.GetProperty(nameof(IVerb.Spec), BindingFlags.Static | BindingFlags.Public)!.GetValue(null))).Select(verb => verb.Name));
        Assert.Equal(verbs.Length, VerbTable.All.Count);
    }

    [Fact]
    public void Verbs_that_change_files_say_so()
    {
        // MDTM and SITE change files only in one of their forms, and check there.
        string[] changing = ["STOR", "STOU", "APPE", "DELE", "RMD", "MKD", "RNFR", "RNTO", "MFMT"];
        Assert.Equal(changing.Order(), VerbTable.All.Where(entry => entry.Spec.Gates.HasFlag(Gate.Writes)).Select(entry => entry.Spec.Name).Order());
        Assert.All(VerbTable.All.Where(entry => entry.Spec.Gates.HasFlag(Gate.Writes) || entry.Spec.Gates.HasFlag(Gate.Data)), entry =>
        {
            Assert.True(entry.Spec.Gates.HasFlag(Gate.Login), entry.Spec.Name);
            Assert.NotEqual(Sealane.Server.Accounts.Permissions.None, entry.Spec.Permission);
        });
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
        Regex.Match(WithoutComments(text), @"Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\.Result\b(?! is)(?!\s*=)|\.Wait\(").Value is { Length: > 0 } found ? found : null);

    [Fact]
    public void The_protocol_does_no_io()
    {
        string[] allowed = ["System.Runtime", "System.Memory", "System.Collections", "System.Linq", "System.Net.Primitives", "System.Text.Encoding.Extensions", "System.Text.Encoding.CodePages", "System.Runtime.InteropServices", "System.Numerics.Vectors"];
        string[] referenced = [.. typeof(Sealane.Protocol.Verb).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.Empty(referenced.Except(allowed));
        string protocol = Path.Combine(s_source, "Sealane.Protocol");
        AssertNone((file, text) => file.StartsWith(protocol, StringComparison.Ordinal)
            && Regex.Match(WithoutComments(text), @"\b(Task|Stream|Socket|File|ILogger|DateTime\.UtcNow|DateTime\.Now|Console)\b[.<(]").Value is { Length: > 0 } found ? found : null);
    }

    private static IEnumerable<Type> Types() =>
        new[] { typeof(Sealane.Protocol.Verb), typeof(Sealane.Transport.Heartbeat), typeof(FtpsServer), typeof(Sealane.Accounts.Sql.SqliteAccountStore) }
            .SelectMany(type => type.Assembly.GetTypes())
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
