using System.Globalization;
using Sealane.Client;
using Sealane.Shell.Globbing;
using Sealane.Shell.Listings;

namespace Sealane.Shell.Commands;

/// <summary>du: how much is in directories.</summary>
internal sealed class DuCommand : ShellCommand
{
    private const long UsualBlock = 1024;
    private long _block = UsualBlock;
    private int _human;
    private bool _countsFiles;

    public override string Synopsis => "du [options] <dirs>";

    public override string Help => """
        Sums up the sizes of what is in directories, in blocks of 1024 bytes; each file counts whole blocks. A directory may be a URL.
         -a  files too    -s  only what was named    -c  a total at the end    -S  without what is in directories below    -F  numbers of files
         -b  bytes    -k  1024 bytes    -m  1048576 bytes    --block-size=SIZE    -h  1K, 234M, 2G    -H, --si  the same with 1000
         -d <levels>  shows only so many levels below     --exclude=PATTERN  leaves out
        """;

    public override OptionSpec[] Options =>
    [
        new("a", 'a', "all"), new("block-size", '\0', "block-size", OptionArgument.Required), new("b", 'b', "bytes"), new("c", 'c', "total"), new("d", 'd', "max-depth", OptionArgument.Required),
        new("F", 'F', "files"), new("h", 'h', "human-readable"), new("H", 'H', "si"), new("k", 'k', "kilobytes"), new("m", 'm', "megabytes"), new("S", 'S', "separate-dirs"), new("s", 's', "summarize"),
        new("exclude", '\0', "exclude", OptionArgument.Required),
    ];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = ShortUsage.Parse(context, Options, "du [options] <dirs>");
        Read(arguments);
        int levels = arguments.Has("s") ? 0 : arguments.Value("d") is not { } given ? int.MaxValue
            : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CommandException($"{given} - not a number");
        string[] excluded = [.. arguments.Options.Where(option => option.Key == "exclude").Select(option => option.Value!)];
        var walk = new TreeWalk(context) { Skips = (path, entry) => excluded.Any(pattern => GlobPattern.Matches(pattern, path) || GlobPattern.Matches(pattern, entry.Name)) };
        bool all = arguments.Has("a") && !_countsFiles, separate = arguments.Has("S");
        long total = 0;
        foreach (string name in arguments.Operands.Count == 0 ? ["."] : arguments.Operands)
        {
            Stack<(long Own, long Below)> sums = new([(0, 0)]);
            await foreach (TreeNode node in walk.RunAsync(name).ConfigureAwait(false))
            {
                if (node.Entry.IsDirectory && !node.IsEnd)
                {
                    sums.Push((0, 0));
                    continue;
                }

                (long own, long below) = node.IsEnd ? sums.Pop() : (Weight(node.Entry), 0);
                (long Own, long Below) above = sums.Pop();
                sums.Push(node.IsEnd ? (above.Own, above.Below + own + below) : (above.Own + own, above.Below));
                if (node.Level - 1 <= levels && (node.IsEnd || all || node.Level == 1))
                {
                    context.WriteLine($"{Shown(own + (separate ? 0 : below))}\t{node.Path}");
                }
            }

            (long first, long rest) = sums.Pop();
            total += first + rest;
        }

        if (arguments.Has("c"))
        {
            context.WriteLine($"{Shown(total)}\ttotal");
        }

        return walk.Refused > 0 ? 1 : 0;
    }

    private void Read(ParsedArguments arguments)
    {
        foreach ((string id, string? value) in arguments.Options)
        {
            _block = id switch
            {
                "b" => 1,
                "k" => UsualBlock,
                "m" => UsualBlock * UsualBlock,
                "block-size" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0
                    ? size : throw new UsageException("du: invalid block size\nTry `help du' for more information."),
                _ => _block,
            };
            _human = id switch { "h" => 1024, "H" => 1000, "b" or "k" or "m" or "block-size" => 0, _ => _human };
        }

        _countsFiles = arguments.Has("F");
    }

    // Directories themselves weigh nothing: what a server says of their size says nothing about us.
    private long Weight(RemoteEntry entry) => _countsFiles ? 1 : SizeText.Blocks(entry.Length ?? 0, _block);

    private string Shown(long weight) => _human > 0 && !_countsFiles ? SizeText.Human(weight * _block, _human) : weight.ToString(CultureInfo.InvariantCulture);
}
