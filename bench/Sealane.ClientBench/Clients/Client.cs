using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench.Clients;

/// <summary>A client program of the comparison: what one types to have some work done.</summary>
internal abstract class Client(Bed bed)
{
    internal abstract string Name { get; }

    /// <summary>What the report says about how it is run.</summary>
    internal abstract string Remark { get; }

    internal abstract string Version { get; }

    protected Bed Bed => bed;

    /// <summary>The command line, program first.</summary>
    internal abstract string[] Command(Work work);

    /// <summary>All variables it gets: a home of its own, so that nobody's settings or caches count.</summary>
    internal IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            string home = Bed.Open(Path.Combine(bed.Scratch, Name));
            return new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["HOME"] = home, ["LFTP_HOME"] = home, ["LC_ALL"] = "C.UTF-8", ["TERM"] = "dumb" };
        }
    }

    /// <summary>lftp's language, which ftps speaks as well.</summary>
    protected string Script(Work work, string settings)
    {
        string parallel = work.Parallel is { } number ? $" -P {number}" : "";
        string tree = Bed.SmallTree(work.Files);
        string command = work.Kind switch
        {
            WorkKind.MirrorUp => $"mirror -R{parallel} {Path.Combine(bed.Source, tree)} /up/{tree}",
            WorkKind.MirrorDown => $"mirror{parallel} /{tree} {Path.Combine(bed.Local, tree)}",
            WorkKind.BigUp => $"put {bed.BigFile} -o /up/big.dat",
            WorkKind.BigDown => $"get /big.dat -o {Path.Combine(bed.Local, "big.dat")}",
            _ => "ls",
        };
        return $"set cmd:fail-exit yes; set ssl:ca-file {bed.AuthorityFile}; set ftp:ssl-force yes; set ftp:ssl-protect-data yes; {settings}"
            + $"open -u {Bed.User},{Bed.Password} ftp://{work.Site.Host}:{work.Site.Port}; {command}";
    }

    /// <summary>The first line of <c>--version</c>.</summary>
    protected static string AskVersion(string program) => Bed.Run("", program, "--version").Split('\n')[0];
}
