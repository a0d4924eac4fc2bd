using System.Globalization;
using Sealane.Shell.Commands;

namespace Sealane.Shell.Listings;

/// <summary>What cls shows, and how.</summary>
internal sealed class ClsOptions
{
    public static OptionSpec[] Specs { get; } =
    [
        new("1", '1'), new("a", 'a', "all"), new("B", 'B', "basename"), new("block-size", '\0', "block-size", OptionArgument.Required), new("d", 'd', "directory"),
        new("F", 'F', "classify"), new("h", 'h', "human-readable"), new("si", '\0', "si"), new("k", 'k', "kilobytes"), new("l", 'l', "long"), new("q", 'q', "quiet"), new("s", 's', "size"),
        new("filesize", '\0', "filesize"), new("i", 'i', "nocase"), new("I", 'I', "sortnocase"), new("D", 'D', "dirsfirst"), new("sort", '\0', "sort", OptionArgument.Required), new("S", 'S'),
        new("r", 'r', "reverse"), new("user", '\0', "user"), new("group", '\0', "group"), new("perms", '\0', "perms"), new("date", '\0', "date"), new("linkcount", '\0', "linkcount"),
        new("links", '\0', "links"), new("time-style", '\0', "time-style", OptionArgument.Required),
    ];

    public bool OneColumn { get; set; }

    public bool ShowsHidden { get; set; }

    public bool BaseNames { get; set; }

    public bool DirectoriesThemselves { get; set; }

    public bool Classifies { get; set; }

    /// <summary>0 for no human-readable sizes; else 1024 or 1000.</summary>
    public int HumanUnit { get; set; }

    /// <summary>0 for what the format is used to.</summary>
    public long BlockSize { get; set; }

    public bool Size { get; set; }

    public bool SizeOfFilesOnly { get; set; }

    public bool IgnoresCaseInPatterns { get; set; }

    public bool SortsIgnoringCase { get; set; }

    public bool DirectoriesFirst { get; set; }

    public bool Reverses { get; set; }

    public string Sort { get; set; } = "name";

    public bool User { get; set; }

    public bool Group { get; set; }

    public bool Permissions { get; set; }

    public bool Date { get; set; }

    public bool LinkCount { get; set; }

    public bool LinkTargets { get; set; }

    public string? TimeStyle { get; set; }

    /// <summary>Adds what was given.</summary>
    /// <exception cref="UsageException">An argument makes no sense.</exception>
    public void Take(ParsedArguments arguments, string command)
    {
        foreach ((string id, string? value) in arguments.Options)
        {
            if (id == "block-size")
            {
                BlockSize = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0 ? size : throw Wrong(command, "invalid block size");
            }
            else if (id == "sort")
            {
                Sort = value is "name" or "size" or "date" ? value : throw Wrong(command, "invalid argument for `--sort'");
            }
            else
            {
                Set(id, value);
            }
        }
    }

    private void Set(string id, string? value)
    {
        switch (id)
        {
            case "1": OneColumn = true; break;
            case "a": ShowsHidden = true; break;
            case "B": BaseNames = true; break;
            case "d": DirectoriesThemselves = true; break;
            case "F": Classifies = true; break;
            case "h": HumanUnit = HumanUnit == 0 ? 1024 : HumanUnit; break;
            case "si": HumanUnit = 1000; break;
            case "k": BlockSize = 1024; break;
            case "s": Size = true; break;
            case "filesize": SizeOfFilesOnly = true; break;
            case "i": IgnoresCaseInPatterns = true; break;
            case "I": SortsIgnoringCase = true; break;
            case "D": DirectoriesFirst = true; break;
            case "S": Sort = "size"; break;
            case "r": Reverses = true; break;
            case "user": User = true; break;
            case "group": Group = true; break;
            case "perms": Permissions = true; break;
            case "date": Date = true; break;
            case "linkcount": LinkCount = true; break;
            case "links": LinkTargets = true; break;
            case "time-style": TimeStyle = value; break;
            case "l":
                OneColumn = Permissions = User = Group = LinkCount = Size = Date = LinkTargets = true;
                BlockSize = BlockSize == 0 ? 1 : BlockSize;
                break;
            default:
                // -q concerns the status line, which a listing here does not have.
                break;
        }
    }

    private static UsageException Wrong(string command, string text) => new($"{command}: {text}\nTry `help {command}' for more information.");
}
