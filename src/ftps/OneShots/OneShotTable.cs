using Sealane.Shell.Doctor;
using Sealane.Shell.OneShots.Verbs;

namespace Sealane.Shell.OneShots;

/// <summary>Commands of the program's own command line (<c>ftps get URL</c>), one line each. A word that is none of them is a site.</summary>
internal static class OneShotTable
{
    /// <summary>Runs with the words behind the name, and returns the program's exit code.</summary>
    public delegate Task<int> OneShot(string[] arguments);

    private static readonly Entry[] s_all =
    [
        new("get", GetVerb.RunAsync, GetVerb.Build),
        new("put", PutVerb.RunAsync, PutVerb.Build),
        new("ls", LsVerb.RunAsync, LsVerb.Build),
        new("cat", CatVerb.RunAsync, CatVerb.Build),
        new("rm", RmVerb.RunAsync, RmVerb.Build),
        new("mkdir", MkdirVerb.RunAsync, MkdirVerb.Build),
        new("mv", MvVerb.RunAsync, MvVerb.Build),
        new("mirror", MirrorVerb.RunAsync, MirrorVerb.Build),
        new("hash", HashVerb.RunAsync, HashVerb.Build),
        new("trust", TrustVerb.RunAsync, TrustAddVerb.Build, TrustListVerb.Build, TrustRemoveVerb.Build),
        new("doctor", DoctorVerb.RunAsync, DoctorVerb.Build),
    ];

    public static OneShot? Find(string name) => Array.Find(s_all, entry => entry.Name == name)?.Run;

    /// <summary>The words that each of them takes, for manual and completions.</summary>
    public static IEnumerable<Frame> Frames() => s_all.SelectMany(entry => entry.Frames).Select(build => build());

    private sealed record Entry(string Name, OneShot Run, params Func<Frame>[] Frames);
}
