namespace Sealane.Shell.Commands;

/// <summary>Commands that transfer files, one line each.</summary>
internal static class TransferTable
{
    public static CommandEntry[] Entries =>
    [
        new("bzcat", () => new CatCommand("bzcat")),
        new("bzmore", () => new CatCommand("bzcat", isPaged: true)),
        new("cat", () => new CatCommand()),
        new("edit", () => new EditCommand()),
        new("get", () => new GetCommand(uploads: false)),
        new("get1", () => new GetOneCommand()),
        new("mget", () => new MgetCommand(uploads: false)),
        new("mirror", () => new MirrorCommand()),
        new("more", () => new CatCommand(isPaged: true)),
        new("mput", () => new MgetCommand(uploads: true)),
        new("pget", () => new PgetCommand()),
        new("put", () => new GetCommand(uploads: true)),
        new("reget", () => new GetCommand(uploads: false, continues: true)),
        new("reput", () => new GetCommand(uploads: true, continues: true)),
        new("zcat", () => new CatCommand("zcat")),
        new("zmore", () => new CatCommand("zcat", isPaged: true)),
    ];
}
