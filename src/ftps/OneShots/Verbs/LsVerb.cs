using System.CommandLine;
using System.Globalization;
using System.Text;
using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps ls URL…</c>: names, one a line; all of them, hidden ones too.</summary>
internal static class LsVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/DIR", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> s_long = new("--long", "-l") { Description = "Kind and permissions, size, time (UTC) and name." };
    private static readonly Option<bool> s_directory = new("--directory", "-d") { Description = "The directory itself, not what is in it." };
    private static readonly Option<string> s_sort = new("--sort") { Description = "By name, size, time, or none: as the server has them.", HelpName = "name|size|time|none", DefaultValueFactory = _ => "name" };
    private static readonly Option<bool> s_reverse = new("--reverse", "-r") { Description = "The other way round." };

    public static Frame Build() => new Frame("ls", "list directories and files")
        .With(s_urls, s_long, s_directory, s_sort, s_reverse);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, ListAsync);

    private static async Task ListAsync(Run run)
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        string sort = run.Words.GetValue(s_sort)!;
        if (sort is not ("name" or "size" or "time" or "none"))
        {
            throw new UsageFault($"--sort {sort}: there are name, size, time and none");
        }

        bool isFirst = true;
        await run.ForEachAsync(urls, url => url, parallel: 1, async (connections, url) =>
        {
            (string directory, List<RemoteEntry> entries, Listing? listing) = await connections.UseAsync(url, (client, _) => ReadAsync(run, client, url), run.Cancellation);
            entries = Sorted(entries, sort, run.Words.GetValue(s_reverse));
            if (run.Report.IsJson)
            {
                entries.ForEach(entry => run.Report.Tell(Event(entry, directory)));
            }
            else
            {
                Print(run, url, entries, heading: urls.Length > 1 && listing is not null, isFirst);
            }

            isFirst = false;
            if (listing is { IsComplete: false })
            {
                throw new FtpsException(FtpsFailure.Protocol, listing.UnparsedLines > 0
                    ? $"{Where(url)}: {listing.UnparsedLines} lines of the listing were not understood (the first: {listing.FirstUnparsed}); there may be more files than are shown"
                    : $"{Where(url)}: the listing ended without a goodbye; it may have been cut short", connectionUsable: true);
            }

            run.Report.Count();
        });
    }

    private static string Where(RemoteUrl url) => url.CleanPath.Length == 0 ? "the directory of the login" : url.CleanPath;

    private static async Task<(string Directory, List<RemoteEntry> Entries, Listing? Listing)> ReadAsync(Run run, FtpsClient client, RemoteUrl url)
    {
        // Some servers answer a listing of nothing with an empty list, so what it is comes first.
        bool isHome = url.Path.Length == 0;
        RemoteEntry? there = isHome ? null : await client.FindAsync(url.CleanPath, run.Cancellation) ?? throw Places.Missing(client, url);
        if (run.Words.GetValue(s_directory) || there is { IsDirectory: false, IsLink: false })
        {
            return (Places.Parent(url.CleanPath), [(there ?? new RemoteEntry { Name = ".", Kind = EntryKind.Directory }) with { Name = isHome ? "." : Places.NameOf(url.CleanPath) }], null);
        }

        Listing listing = await client.GetListingAsync(url.CleanPath, run.Cancellation);
        return (url.CleanPath, [.. listing.Entries], listing);
    }

    private static List<RemoteEntry> Sorted(List<RemoteEntry> entries, string sort, bool reverse)
    {
        IEnumerable<RemoteEntry> sorted = sort switch
        {
            "name" => entries.OrderBy(entry => entry.Name, StringComparer.Ordinal),
            "size" => entries.OrderByDescending(entry => entry.Length ?? -1).ThenBy(entry => entry.Name, StringComparer.Ordinal),
            "time" => entries.OrderByDescending(entry => entry.Modified ?? DateTime.MinValue).ThenBy(entry => entry.Name, StringComparer.Ordinal),
            _ => entries,
        };
        return [.. reverse ? sorted.Reverse() : sorted];
    }

    private static void Print(Run run, RemoteUrl url, List<RemoteEntry> entries, bool heading, bool isFirst)
    {
        // On a terminal a name must not be able to move the cursor; in a pipe the server's own bytes count.
        bool isTerminal = !Console.IsOutputRedirected;
        using Stream output = Console.OpenStandardOutput();
        using MemoryStream text = new();
        if (heading)
        {
            Write(text, $"{(isFirst ? "" : "\n")}{url}:\n");
        }

        int width = entries.Count == 0 ? 1 : entries.Max(entry => (entry.Length?.ToString(CultureInfo.InvariantCulture) ?? "-").Length);
        foreach (RemoteEntry entry in entries)
        {
            if (run.Words.GetValue(s_long))
            {
                Write(text, $"{Mode(entry)}  {(entry.Length?.ToString(CultureInfo.InvariantCulture) ?? "-").PadLeft(width)}  {Time(entry)}  ");
            }

            string link = run.Words.GetValue(s_long) && entry.LinkTarget is { } target ? " -> " + target : "";
            text.Write(isTerminal ? Encoding.UTF8.GetBytes(PrintableText.Escape(entry.Name + link)) : Charset.Utf8.Encode(entry.Name + link));
            Write(text, "\n");
        }

        text.WriteTo(output);
    }

    private static void Write(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private static string Mode(RemoteEntry entry)
    {
        char kind = entry.Kind switch { EntryKind.Directory => 'd', EntryKind.SymbolicLink => 'l', EntryKind.File => '-', _ => '?' };
        return entry.Mode is { } mode
            ? kind + string.Concat(Enumerable.Range(0, 9).Select(bit => (mode >> (8 - bit) & 1) == 1 ? "rwx"[bit % 3] : '-'))
            : kind + "?????????";
    }

    private static string Time(RemoteEntry entry) => entry.Modified is not { } time ? "-               "
        : entry.Precision == TimePrecision.Day ? time.ToString("yyyy-MM-dd      ", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static EntryEvent Event(RemoteEntry entry, string directory)
    {
        byte[] bytes = Charset.Utf8.Encode(entry.Name);
        return new EntryEvent(Encoding.UTF8.GetString(bytes), entry.Kind switch
        {
            EntryKind.Directory => "directory",
            EntryKind.File => "file",
            EntryKind.SymbolicLink => "link",
            null => null,
            _ => "other",
        })
        {
            Directory = directory,
            NameBytes = System.Text.Unicode.Utf8.IsValid(bytes) ? null : Convert.ToBase64String(bytes),
            Size = entry.Length,
            Modified = entry.Modified,
            Mode = entry.Mode is { } mode ? Convert.ToString(mode, 8).PadLeft(4, '0') : null,
            Owner = entry.Owner,
            Group = entry.Group,
            Target = entry.LinkTarget,
        };
    }
}
