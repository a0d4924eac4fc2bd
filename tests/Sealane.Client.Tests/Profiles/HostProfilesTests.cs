using Sealane.Client.Profiles;

namespace Sealane.Client.Tests.Profiles;

public sealed class HostProfilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("profiles").FullName;

    private string PathOf(string name) => Path.Combine(_directory, name);

    [Fact]
    public void What_was_learnt_is_there_again()
    {
        var before = new HostProfiles();
        HostProfile learnt = before.For("FTP.example.org", 2121);
        (learnt.Kind, learnt.EpsvFails, learnt.PrefersTls12, learnt.DataWorked, learnt.NoPipelining) = (ServerKind.Vsftpd, true, true, true, true);
        (learnt.TimeOffset, learnt.MostSessions, learnt.BestSessions) = (TimeSpan.FromHours(-5), 3, 2);
        string file = PathOf("new/profiles.json");
        before.Save(file);

        var after = new HostProfiles();
        Assert.True(after.Load(file));
        HostProfile read = after.For("ftp.example.org", 2121);
        Assert.Equal((ServerKind.Vsftpd, true, true, true, true), (read.Kind, read.EpsvFails, read.PrefersTls12, read.DataWorked, read.NoPipelining));
        Assert.Equal((TimeSpan.FromHours(-5), 3, 2), (read.TimeOffset, read.MostSessions, read.BestSessions));
        Assert.Equal(ServerKind.Unknown, after.For("ftp.example.org", 21).Kind);
        Assert.Equal(["profiles.json"], Directory.GetFiles(PathOf("new")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":2,\"hosts\":[{\"host\":\"a\",\"port\":21,\"kind\":\"Vsftpd\"}]}")]
    public void Damaged_files_and_those_of_other_versions_are_no_file(string text)
    {
        File.WriteAllText(PathOf("p.json"), text);
        var profiles = new HostProfiles();
        Assert.False(profiles.Load(PathOf("p.json")));
        Assert.False(profiles.Load(PathOf("missing.json")));
        Assert.Equal(ServerKind.Unknown, profiles.For("a", 21).Kind);
    }

    [Fact]
    public void Numbers_that_cannot_be_are_not_obeyed()
    {
        File.WriteAllText(PathOf("p.json"), "{\"version\":1,\"hosts\":[{\"host\":\"a\",\"port\":21,\"mostSessions\":0,\"bestSessions\":-1,\"timeOffset\":\"99.00:00:00\"}]}");
        var profiles = new HostProfiles();
        Assert.True(profiles.Load(PathOf("p.json")));
        HostProfile read = profiles.For("a", 21);
        Assert.Equal((null, null, null), (read.MostSessions, read.BestSessions, read.TimeOffset));
    }

    [Fact]
    public void What_this_process_has_learnt_itself_stays()
    {
        var other = new HostProfiles();
        other.For("a", 21).MostSessions = 3;
        other.Save(PathOf("p.json"));
        var profiles = new HostProfiles();
        profiles.For("a", 21).MostSessions = 5;
        Assert.True(profiles.Load(PathOf("p.json")));
        Assert.Equal(5, profiles.For("a", 21).MostSessions);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
