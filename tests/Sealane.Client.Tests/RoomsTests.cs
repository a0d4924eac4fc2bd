using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Sealane.Client.Tests;

/// <summary>The rooms of the library know those below them, and none above (ARCHITECTURE.md, "The client").</summary>
public sealed partial class RoomsTests
{
    // From the ground up. Rooms of one floor know each other only where it says so.
    private static readonly Dictionary<string, string[]> s_below = new()
    {
        ["Turns"] = [],
        ["Trust"] = [],
        ["Profiles"] = [],
        ["Errors"] = ["Trust"],
        ["Control"] = ["Trust", "Profiles"],
        ["Data"] = ["Control", "Profiles"],
        ["Files"] = ["Control", "Profiles"],
        ["Transfers"] = ["Control", "Data", "Profiles", "Turns"],
        ["Listings"] = ["Control", "Data", "Profiles", "Transfers", "Turns"],
        ["Pool"] = ["Control", "Profiles"],
        ["Mirror"] = ["Control", "Files", "Listings", "Transfers"],
    };

    public static TheoryData<string> Rooms => [.. s_below.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_is_below_it(string room)
    {
        string[] files = Directory.GetFiles(Path.Combine(Source(), room), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            foreach (Match used in Using().Matches(File.ReadAllText(file)))
            {
                string other = used.Groups[1].Value is "Mirroring" ? "Mirror" : used.Groups[1].Value;
                Assert.True(other == room || s_below[room].Contains(other), $"{Path.GetRelativePath(Source(), file)} uses {other}, which is not below {room}");
            }
        }
    }

    [Fact]
    public void Every_room_has_its_place()
    {
        string[] rooms = [.. Directory.GetDirectories(Source()).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal)];
        Assert.Equal(s_below.Keys.Order(StringComparer.Ordinal), rooms);
    }

    private static string Source([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src", "Sealane.Client"));

    [GeneratedRegex(@"\bSealane\.Client\.([A-Z]\w+)")]
    private static partial Regex Using();
}
