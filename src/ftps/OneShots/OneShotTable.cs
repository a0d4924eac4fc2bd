using Sealane.Shell.Doctor;
using Sealane.Shell.OneShots.Verbs;

namespace Sealane.Shell.OneShots;

/// <summary>Commands of the program's own command line (<c>ftps get URL</c>), one line each. A word that is none of them is a site.</summary>
internal static class OneShotTable
{
    /// <summary>Runs with the words behind the name, and returns the program's exit code.</summary>
    public delegate Task<int> OneShot(string[] arguments);

    public static OneShot? Find(string name) => name switch
    {
        "get" => GetVerb.RunAsync,
        "put" => PutVerb.RunAsync,
        "ls" => LsVerb.RunAsync,
        "cat" => CatVerb.RunAsync,
        "rm" => RmVerb.RunAsync,
        "mkdir" => MkdirVerb.RunAsync,
        "mv" => MvVerb.RunAsync,
        "mirror" => MirrorVerb.RunAsync,
        "hash" => HashVerb.RunAsync,
        "trust" => TrustVerb.RunAsync,
        "doctor" => DoctorVerb.RunAsync,
        _ => null,
    };
}
