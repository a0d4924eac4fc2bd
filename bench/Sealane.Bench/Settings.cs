using System.Globalization;

namespace Sealane.Bench;

/// <summary>The command line.</summary>
internal sealed record Settings
{
    internal const string Usage = """
        usage: bench/run [OPTION]...
          --rounds N             measured rounds of each scenario, after an unmeasured one that verifies (5)
          --only A,B             scenarios: download upload small1 small8 noop list mlsd idle500 idle5000 (all)
          --servers A,B          servers: sealane vsftpd proftpd pureftpd pyftpdlib (all)
          --size MIB             size of the large file (2048)
          --scale FACTOR         multiplies the numbers of files, commands and listings (1)
          --plain                without TLS
          --ciphers LIST         TLS 1.3 cipher suites the load generator offers (OpenSSL's own list)
          --server-binary PATH   the published ftpsd
          --peers DIR            where bench/install-peers unpacked the peers
          --dir DIR              where the served files live (/dev/shm if there is one, so that no disk is measured)
          --json FILE            every sample, for machines
        """;

    internal bool Help { get; private init; }

    internal int Rounds { get; private init; } = 5;

    internal IReadOnlySet<string> Only { get; private init; } = new HashSet<string>();

    internal IReadOnlySet<string> Servers { get; private init; } = new HashSet<string>();

    internal long BigSize { get; private init; } = 2L << 30;

    internal double Scale { get; private init; } = 1;

    internal bool Plain { get; private init; }

    internal string? Ciphers { get; private init; }

    internal string? ServerBinary { get; private init; }

    internal string Peers { get; private init; } = Path.GetFullPath("artifacts/peers");

    internal string Parent { get; private init; } = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    internal string? Json { get; private init; }

    internal static Settings Parse(string[] arguments)
    {
        Settings settings = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--help" or "-h")
            {
                return settings with { Help = true };
            }

            if (arguments[i] == "--plain")
            {
                settings = settings with { Plain = true };
                continue;
            }

            string name = arguments[i];
            string value = i + 1 < arguments.Length ? arguments[++i] : throw new ArgumentException($"{name}: unknown, or its value is missing");
            settings = name switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => settings with { Only = Names(value) },
                "--servers" => settings with { Servers = Names(value) },
                "--size" => settings with { BigSize = long.Parse(value, CultureInfo.InvariantCulture) << 20 },
                "--scale" => settings with { Scale = double.Parse(value, CultureInfo.InvariantCulture) },
                "--ciphers" => settings with { Ciphers = value },
                "--server-binary" => settings with { ServerBinary = Path.GetFullPath(value) },
                "--peers" => settings with { Peers = Path.GetFullPath(value) },
                "--dir" => settings with { Parent = Path.GetFullPath(value) },
                "--json" => settings with { Json = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"{name}: unknown option"),
            };
        }

        return settings;
    }

    internal int Scaled(int count) => Math.Max(1, (int)(count * Scale));

    /// <summary>Whether a list from the command line selects a name; an empty list selects all.</summary>
    internal static bool Selects(IReadOnlySet<string> list, string name) => list.Count == 0 || list.Contains(name);

    private static HashSet<string> Names(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())];
}
