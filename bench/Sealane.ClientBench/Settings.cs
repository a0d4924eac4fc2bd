using System.Globalization;

namespace Sealane.ClientBench;

/// <summary>The command line.</summary>
internal sealed record Settings
{
    internal const string Usage = """
        usage: bench/run-client [OPTION]...
          --rounds N             measured rounds, after an unmeasured one on few files (3)
          --only A,B             rows: up down up-far down-far big-up big-down big-up-vsftpd big-down-vsftpd start (all)
          --clients A,B          ftps lftp curl (all)
          --files N              small files of a run on loopback (2000)
          --far-files N          small files of a run through the relay for clients with several sessions (500)
          --far-few N            the same for clients with one session (100)
          --round-trip MS        what the relay adds (20)
          --size MIB             size of the large file (2048)
          --quick                for development: --rounds 1 --files 300 --far-files 100 --far-few 20 --size 256
          --ftps PATH            the published ftps
          --ftpsd PATH           the published ftpsd
          --dir DIR              where all files live (/dev/shm if there is one, so that no disk is measured)
          --json FILE            every sample, for machines
          --serve                start the servers and the relay, say where, and wait for Ctrl-C: for profiling by hand
        """;

    internal bool Help { get; private init; }

    internal int Rounds { get; private init; } = 3;

    internal IReadOnlySet<string> Only { get; private init; } = new HashSet<string>();

    internal IReadOnlySet<string> Clients { get; private init; } = new HashSet<string>();

    internal int Files { get; private init; } = 2000;

    internal int FarFiles { get; private init; } = 500;

    internal int FarFew { get; private init; } = 100;

    internal TimeSpan RoundTrip { get; private init; } = TimeSpan.FromMilliseconds(20);

    internal long BigSize { get; private init; } = 2L << 30;

    internal string Ftps { get; private init; } = Path.GetFullPath("artifacts/publish/ftps/ftps");

    internal string Ftpsd { get; private init; } = Path.GetFullPath("artifacts/publish/ftpsd/ftpsd");

    internal string Parent { get; private init; } = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    internal string? Json { get; private init; }

    internal bool Serve { get; private init; }

    internal static Settings Parse(string[] arguments)
    {
        Settings settings = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (name is "--help" or "-h")
            {
                return settings with { Help = true };
            }

            if (name is "--quick" or "--serve")
            {
                settings = name == "--serve" ? settings with { Serve = true } : settings with { Rounds = 1, Files = 300, FarFiles = 100, FarFew = 20, BigSize = 256L << 20 };
                continue;
            }

            string value = i + 1 < arguments.Length ? arguments[++i] : throw new ArgumentException($"{name}: unknown, or its value is missing");
            settings = name switch
            {
                "--rounds" => settings with { Rounds = Number(value) },
                "--only" => settings with { Only = Names(value) },
                "--clients" => settings with { Clients = Names(value) },
                "--files" => settings with { Files = Number(value) },
                "--far-files" => settings with { FarFiles = Number(value) },
                "--far-few" => settings with { FarFew = Number(value) },
                "--round-trip" => settings with { RoundTrip = TimeSpan.FromMilliseconds(Number(value)) },
                "--size" => settings with { BigSize = (long)Number(value) << 20 },
                "--ftps" => settings with { Ftps = Path.GetFullPath(value) },
                "--ftpsd" => settings with { Ftpsd = Path.GetFullPath(value) },
                "--dir" => settings with { Parent = Path.GetFullPath(value) },
                "--json" => settings with { Json = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"{name}: unknown option"),
            };
        }

        return settings;
    }

    /// <summary>Whether a list from the command line selects a name; an empty list selects all.</summary>
    internal static bool Selects(IReadOnlySet<string> list, string name) => list.Count == 0 || list.Contains(name);

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static HashSet<string> Names(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
