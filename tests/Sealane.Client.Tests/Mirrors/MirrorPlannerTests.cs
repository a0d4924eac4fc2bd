using Sealane.Client.Mirroring;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Mirrors;

public sealed class MirrorPlannerTests
{
    private static readonly DateTime s_noon = new(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private static MirrorEntry File(string name, long length = 10, int seconds = 0, TimePrecision precision = TimePrecision.Second) =>
        new(name, EntryKind.File) { Length = length, Modified = s_noon.AddSeconds(seconds), Precision = precision, Mode = 0b110_100_100 };

    private static MirrorEntry Directory(string name, int seconds = 0) => new(name, EntryKind.Directory) { Modified = s_noon.AddSeconds(seconds) };

    private static MirrorEntry Link(string name, string target) => new(name, EntryKind.SymbolicLink) { LinkTarget = target };

    private static DirectoryPlan Plan(MirrorEntry[] source, MirrorEntry[] target, MirrorOptions? options = null, bool up = false, string path = "", bool ignoresCase = false) =>
        new MirrorPlanner(options ?? MirrorOptions.None, up, ignoresCase).Plan(path, new TreeListing(source, null), new TreeListing(target, null));

    private static string Verdict(MirrorEntry source, MirrorEntry target, MirrorOptions? options = null, bool up = false)
    {
        DirectoryPlan plan = Plan([source], [target], options, up);
        return plan.Files.Count == 1 ? plan.Files[0].AskHash ? "ask" : "transfer" : plan.Skipped[0].Reason.ToString();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_of_another_kind_gives_way_only_to_a_mirror_that_deletes(bool up)
    {
        MirrorEntry[] source = [File("f"), Directory("d")], target = [Directory("f"), File("d")];
        DirectoryPlan plan = Plan(source, target, up: up);
        Assert.Equal(["d", "f"], plan.Impossible.Select(one => one.Source.Name));
        Assert.Empty(plan.Extra);

        plan = Plan(source, target, new MirrorOptions { Delete = true }, up);
        Assert.Equal(["f"], plan.LateFiles.Select(one => one.Source.Name));
        Assert.Equal(["d"], plan.LateDirectories.Select(one => one.Source.Name));
        Assert.Equal(["d", "f"], plan.Extra.Select(one => one.Name).Order());
        Assert.Empty(plan.Impossible);

        // What the filter leaves alone stays.
        plan = Plan(source, target, new MirrorOptions { Delete = true, Filter = new MirrorFilter([new MirrorRule(false, false, "^f/$")]) }, up);
        Assert.Equal(["f"], plan.Impossible.Select(one => one.Source.Name));
        Assert.Empty(plan.LateFiles);
    }

    [Fact]
    public void New_changed_and_same_files()
    {
        DirectoryPlan plan = Plan([File("new"), File("changed", 11), File("same")], [File("changed"), File("same"), File("old")]);
        Assert.Equal(["changed", "new"], plan.Files.Select(file => file.Source.Name));
        Assert.Equal([true, false], plan.Files.Select(file => file.Existing is not null));
        Assert.Equal(["old"], plan.Extra.Select(entry => entry.Name));
        Assert.Equal("same", Assert.Single(plan.Same).TargetName);
        Assert.Equal(3, plan.FileCount);
    }

    [Fact]
    public void Times_count_both_ways_down_and_only_forward_up()
    {
        Assert.Equal("transfer", Verdict(File("f", seconds: 60), File("f")));
        Assert.Equal("transfer", Verdict(File("f"), File("f", seconds: 60)));
        Assert.Equal("transfer", Verdict(File("f", seconds: 60), File("f"), up: true));
        Assert.Equal("Older", Verdict(File("f"), File("f", seconds: 60), up: true));
        Assert.Equal("transfer", Verdict(File("f"), File("f", seconds: 60), new MirrorOptions { UploadOlder = true }, up: true));
        Assert.Equal("transfer", Verdict(File("f", 11), File("f", seconds: 60), up: true));
    }

    [Fact]
    public void Coarse_times_are_compared_coarsely()
    {
        Assert.Equal("Same", Verdict(File("f", precision: TimePrecision.Minute), File("f", seconds: 59)));
        Assert.Equal("transfer", Verdict(File("f", precision: TimePrecision.Minute), File("f", seconds: 90)));
        Assert.Equal("Same", Verdict(File("f", precision: TimePrecision.Day), File("f", seconds: 80_000)));
        Assert.Equal("Same", Verdict(File("f"), File("f", seconds: 1)));
        Assert.Equal("transfer", Verdict(File("f"), File("f", seconds: 2)));
        Assert.Equal("Same", Verdict(File("f"), File("f", seconds: 2), new MirrorOptions { TimeTolerance = TimeSpan.FromSeconds(2) }));
    }

    [Fact]
    public void Comparisons_can_be_left_out()
    {
        Assert.Equal("Same", Verdict(File("f", seconds: 60), File("f"), new MirrorOptions { IgnoreTime = true }));
        Assert.Equal("Same", Verdict(File("f", 11), File("f"), new MirrorOptions { IgnoreSize = true }));
        Assert.Equal("Same", Verdict(File("f", 11), File("f"), new MirrorOptions { Ascii = true }));
        Assert.Equal("transfer", Verdict(File("f"), File("f"), new MirrorOptions { TransferAll = true }));
        Assert.Equal("Older", Verdict(File("f", 11), File("f", seconds: 60), new MirrorOptions { OnlyNewer = true }));
        Assert.Equal("transfer", Verdict(File("f", 11), File("f", seconds: -60), new MirrorOptions { OnlyNewer = true }));
        Assert.Equal("Existing", Verdict(File("f", 11), File("f"), new MirrorOptions { OnlyMissing = true }));
        Assert.Equal("ask", Verdict(File("f", seconds: 60), File("f"), new MirrorOptions { CompareHash = true }));
        Assert.Equal("ask", Verdict(File("f", seconds: 60), File("f"), new MirrorOptions { CompareHash = true, IgnoreTime = true }));
        Assert.Equal("Same", Verdict(File("f"), File("f"), new MirrorOptions { CompareHash = true }));
        Assert.Equal("Missing", Plan([File("f")], [], new MirrorOptions { OnlyExisting = true }).Skipped[0].Reason.ToString());
    }

    [Fact]
    public void Ranges()
    {
        MirrorOptions options = new() { NewerThan = s_noon, OlderThan = s_noon.AddHours(1), SmallestSize = 5, LargestSize = 20 };
        DirectoryPlan plan = Plan([File("early"), File("good", seconds: 5), File("late", seconds: 4000), File("small", 4, 5), File("large", 21, 5)], [File("early")], options);
        Assert.Equal("good", Assert.Single(plan.Files).Source.Name);
        Assert.Empty(plan.Extra);
        Assert.All(plan.Skipped, skipped => Assert.Equal(MirrorSkip.OutOfRange, skipped.Reason));
    }

    [Fact]
    public void Continue_takes_a_shorter_file_for_the_beginning_unless_it_is_older()
    {
        MirrorOptions options = new() { Continue = true };
        Assert.Equal(4, Assert.Single(Plan([File("f")], [File("f", 4, 100)], options).Files).Offset);
        Assert.Equal(0, Assert.Single(Plan([File("f")], [File("f", 4, -100)], options).Files).Offset);
        Assert.Equal(0, Assert.Single(Plan([File("f")], [File("f", 12, 100)], options).Files).Offset);
        Assert.Equal(0, Assert.Single(Plan([File("f")], [File("f", 4, 100)]).Files).Offset);
    }

    [Fact]
    public void Excluded_files_are_neither_moved_nor_deleted_unless_told_so()
    {
        var filter = new MirrorFilter([new MirrorRule(false, true, "*.o"), new MirrorRule(false, true, "tmp/")]);
        MirrorEntry[] source = [File("a.o"), Directory("tmp"), File("b")];
        MirrorEntry[] target = [File("a.o", 99), File("z.o"), Directory("tmp"), File("b")];
        DirectoryPlan plan = Plan(source, target, new MirrorOptions { Filter = filter });
        Assert.Empty(plan.Extra);
        Assert.Empty(plan.Files);
        Assert.Empty(plan.Directories);
        Assert.Equal(["a.o", "tmp", "z.o"], Plan(source, target, new MirrorOptions { Filter = filter, DeleteExcluded = true }).Extra.Select(entry => entry.Name).Order());
    }

    [Fact]
    public void Filters_see_the_whole_path() =>
        Assert.Empty(Plan([File("x")], [], new MirrorOptions { Filter = new MirrorFilter([new MirrorRule(false, false, "^a/b/x$")]) }, path: "a/b").Files);

    [Fact]
    public void Recursion()
    {
        MirrorEntry[] source = [Directory("new"), Directory("old"), Directory("later", 100)];
        MirrorEntry[] target = [Directory("old"), Directory("later")];
        Assert.Equal(3, Plan(source, target).Directories.Count);
        Assert.Empty(Plan(source, target, new MirrorOptions { Recursion = MirrorRecursion.Never }).Directories);
        Assert.Equal(["new"], Plan(source, target, new MirrorOptions { Recursion = MirrorRecursion.Missing }).Directories.Select(one => one.TargetName));
        Assert.Equal(["later", "new"], Plan(source, target, new MirrorOptions { Recursion = MirrorRecursion.Newer }).Directories.Select(one => one.TargetName));
    }

    [Fact]
    public void A_directory_is_not_put_where_a_file_or_link_is()
    {
        Assert.Contains("not a directory", Assert.Single(Plan([Directory("x")], [File("x")]).Impossible).Why, StringComparison.Ordinal);
        Assert.Contains("symbolic link", Assert.Single(Plan([Directory("x")], [Link("x", "/etc")]).Impossible).Why, StringComparison.Ordinal);
        Assert.Contains("is a directory", Assert.Single(Plan([File("x")], [Directory("x")]).Impossible).Why, StringComparison.Ordinal);
        _ = Assert.Single(Plan([Directory("x")], [Link("x", "y")], up: true).Directories);
    }

    [Fact]
    public void A_link_in_the_way_of_a_file_is_replaced_and_not_gone_on_with() =>
        Assert.Equal(0, Assert.Single(Plan([File("x")], [Link("x", "/etc/passwd") with { Length = 3 }], new MirrorOptions { Continue = true }).Files).Offset);

    [Fact]
    public void Links()
    {
        MirrorEntry[] source = [Link("in", "a"), Link("out", "../a"), Link("same", "b")];
        DirectoryPlan plan = Plan(source, [Link("same", "b")]);
        Assert.Equal("in", Assert.Single(plan.Links).TargetName);
        Assert.Equal([MirrorSkip.UnsafeLink, MirrorSkip.Same], plan.Skipped.Select(skipped => skipped.Reason));
        Assert.Equal(2, plan.LinkCount);
        Assert.All(Plan(source, [], up: true).Skipped, skipped => Assert.Equal(MirrorSkip.Link, skipped.Reason));
        Assert.All(Plan(source, [], new MirrorOptions { Links = MirrorLinks.Skip }).Skipped, skipped => Assert.Equal(MirrorSkip.Link, skipped.Reason));
    }

    [Fact]
    public void Accents_written_in_another_way_are_the_same_name_and_the_targets_is_kept()
    {
        DirectoryPlan plan = Plan([File("caf\u00E9"), File("r\u00E9sum\u00E9", 11)], [File("cafe\u0301"), File("re\u0301sume\u0301")]);
        Assert.Equal("re\u0301sume\u0301", Assert.Single(plan.Files).TargetName);
        Assert.Empty(plan.Extra);
    }

    [Fact]
    public void Names_that_differ_only_in_their_accents_writing_both_take_part()
    {
        MirrorEntry[] both = [File("caf\u00E9"), File("cafe\u0301")];
        Assert.Equal(2, Plan(both, []).Files.Count);
        DirectoryPlan plan = Plan(both, both);
        Assert.Equal(2, plan.Same.Count);
        Assert.Empty(plan.Extra);
    }

    [Fact]
    public void Names_that_differ_only_in_case_clash_where_the_target_ignores_it()
    {
        DirectoryPlan plan = Plan([File("A"), File("a")], [], ignoresCase: true);
        Assert.Equal("A", Assert.Single(plan.Files).TargetName);
        Assert.Equal("a", Assert.Single(plan.Impossible).Source.Name);
        Assert.Equal(2, Plan([File("A"), File("a")], []).Files.Count);
        Assert.Equal("readme", Assert.Single(Plan([File("README", 11)], [File("readme")], ignoresCase: true).Files).TargetName);
    }

    [Fact]
    public void Parts_of_our_own_downloads_are_neither_extra_nor_sources()
    {
        MirrorEntry[] here = [File("f", 4), File("f.part"), File("f.part.journal"), File("g.part")];
        Assert.Equal("g.part", Assert.Single(Plan([File("f")], here).Extra).Name);
        Assert.Equal(["f", "g.part"], Plan(here, [], up: true).Files.Select(file => file.Source.Name));
    }

    [Fact]
    public void Devices_and_unreadable_files_are_left_out()
    {
        MirrorEntry[] source = [new("dev", EntryKind.Other), File("secret") with { IsReadable = false }];
        Assert.Equal("secret", Assert.Single(Plan(source, []).Files).Source.Name);
        Assert.Equal([MirrorSkip.Special, MirrorSkip.Unreadable], Plan(source, [], new MirrorOptions { SkipUnreadable = true }).Skipped.Select(skipped => skipped.Reason));
    }

    [Fact]
    public void What_the_target_cannot_name_is_impossible_by_itself()
    {
        var planner = new MirrorPlanner(MirrorOptions.None, up: true, ignoresCase: false, name => name == "bad" ? "no such character" : null);
        DirectoryPlan plan = planner.Plan("", new TreeListing([File("bad"), File("good")], null), TreeListing.Empty);
        Assert.Equal("no such character", Assert.Single(plan.Impossible).Why);
        Assert.Equal("good", Assert.Single(plan.Files).TargetName);
    }
}
