using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Screen;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>What all commands of one run of the program share.</summary>
internal sealed class ShellSession
{
    private readonly Dictionary<string, CommandQueue> _queues = [];
    private readonly List<Site> _left = [];

    /// <param name="screen">Where it writes.</param>
    /// <param name="isInteractive">Whether a person is there.</param>
    /// <param name="files">Where the user's files are; null for where the environment says.</param>
    public ShellSession(ScreenOutput screen, bool isInteractive, UserFiles? files = null)
    {
        Screen = screen;
        Files = files ?? new UserFiles();
        IsInteractive = isInteractive;
        Foreground = new Foreground(this);
        Bookmarks = new BookmarkFile(Files) { AutoSync = () => Settings.Flag("bmk:auto-sync") };
        Debug = new DebugLog(Settings, screen.Error);
        History = new CommandHistory(Files.History);
        Streams = new CommandStreams(screen.Output, screen.OutputBytes, screen.Error);
        Settings.Notices.Tell = text => screen.Error.Write(text + "\n");
        Top = new Interpreter(this, new Place(), null, Streams);
        RemoteWiring.Attach(this);
    }

    /// <summary>Whether a person is there: then commands say what they did, and jobs when they end.</summary>
    public bool IsInteractive { get; set; }

    public SettingStore Settings { get; } = new();

    public AliasTable Aliases { get; } = new();

    public JobTable Jobs { get; } = new();

    public Foreground Foreground { get; }

    public UserFiles Files { get; }

    public BookmarkFile Bookmarks { get; }

    public CommandHistory History { get; }

    public DebugLog Debug { get; }

    public Complaints Complaints { get; } = new();

    /// <summary>Passwords told for later.</summary>
    public KnownLogins Logins { get; } = new();

    /// <summary>Asks the person at the terminal for a password; null where there is none to ask.</summary>
    public Func<string, Sealane.Protocol.Secret?>? AskPassword { get; set; }

    /// <summary>Asks the person at the terminal about an unknown server; null where there is none to ask.</summary>
    public Func<Sealane.Client.Trust.UnknownServer, CancellationToken, ValueTask<Sealane.Client.Trust.TrustAnswer>>? AskTrust { get; set; }

    public RemoteHooks Remote { get; } = new();

    /// <summary>The terminal's title.</summary>
    public TerminalTitle Title => field ??= new TerminalTitle(this);

    /// <summary>How the program leaves its terminal; null where it has none to leave.</summary>
    public Background.Departure? Departure { get; set; }

    /// <summary>The connections to servers.</summary>
    public SiteConnections Connections => field ??= new SiteConnections(this);

    /// <summary>The addresses of names.</summary>
    public HostAddresses Addresses => field ??= new HostAddresses(Settings, TimeProvider.System, System.Net.Dns.GetHostAddressesAsync);

    /// <summary>Listings that are kept.</summary>
    public ListingCache Listings => field ??= new ListingCache(Settings);

    /// <summary>Where cd - goes, site by site, over restarts.</summary>
    public DirectoryHistory Directories => field ??= new DirectoryHistory(this);

    public ScreenOutput Screen { get; }

    public CommandStreams Streams { get; }

    /// <summary>The interpreter of the prompt.</summary>
    public Interpreter Top { get; }

    /// <summary>Sites by slot; the current one of a slot in use is in its place, not here.</summary>
    public SortedDictionary<string, Site?> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>Sites that <c>scache</c> returns to, in the order they were left.</summary>
    public IReadOnlyList<Site> LeftSites => _left;

    /// <summary>Goes to a site, and remembers the one that is left.</summary>
    public void Visit(Place place, Site? site)
    {
        if (place.Site is { } before && (site is null || !before.IsSameLogin(site)))
        {
            _left.RemoveAll(other => other.IsSameLogin(before));
            _left.Add(before);
        }

        if (site is not null)
        {
            _left.RemoveAll(other => other.IsSameLogin(site));
        }

        place.Site = site;
    }

    /// <summary>The queue of a place's site, if there is one that has not ended.</summary>
    public CommandQueue? FindQueue(Place place)
    {
        lock (_queues)
        {
            return _queues.GetValueOrDefault(QueueTitle(place));
        }
    }

    /// <summary>The queue of a place's site, begun if there is none; with a command for it, which is there before the queue can end for want of one.</summary>
    /// <param name="place">The place.</param>
    /// <param name="stopped">Whether a new queue begins stopped.</param>
    /// <param name="command">A command to add.</param>
    /// <param name="before">Where: before which one, from 1; null for the end.</param>
    public CommandQueue QueueOf(Place place, bool stopped = false, QueuedCommand? command = null, int? before = null)
    {
        lock (_queues)
        {
            string title = QueueTitle(place);
            if (_queues.TryGetValue(title, out CommandQueue? queue))
            {
                Add(queue, command, before);
                return queue;
            }

            queue = new CommandQueue(title, Jobs, (queued, job) => new Interpreter(this, queued.Place, job, Streams).RunAsync(queued.Source, job.Cancellation))
            {
                Parallel = (int)Math.Clamp(Settings.Number("cmd:queue-parallel"), 1, 1000),
            };
            if (stopped)
            {
                queue.Stop();
            }

            Add(queue, command, before);

            _queues[title] = queue;
            Jobs.Add(queue.Job);
            queue.Job.Completion = RunQueueAsync(queue);
            Jobs.Watch(queue.Job);
            return queue;
        }
    }

    /// <summary>All queues that have not ended.</summary>
    public IReadOnlyList<CommandQueue> Queues()
    {
        lock (_queues)
        {
            return [.. _queues.Values];
        }
    }

    private static void Add(CommandQueue queue, QueuedCommand? command, int? before)
    {
        if (command is not null)
        {
            queue.Add(command, before);
        }
    }

    private static string QueueTitle(Place place) => place.Site?.LoginUrl(null) + (place.Slot is { } slot ? "; " + slot : "");

    private async Task<int> RunQueueAsync(CommandQueue queue)
    {
        // Whoever begins the queue holds its lock.
        await Task.Yield();
        int code;
        while (true)
        {
            code = await queue.RunAsync().ConfigureAwait(false);
            lock (_queues)
            {
                if ((queue.Waiting().Count == 0 && !queue.IsStopped) || queue.Job.IsStopped)
                {
                    _queues.Remove(queue.Title);
                    break;
                }
            }
        }

        if (!queue.Job.IsStopped && Settings.Text("cmd:at-queue-finish") is { Length: > 0 } last)
        {
            await Top.Fork(queue.Job).RunAsync(last, queue.Job.Cancellation).ConfigureAwait(false);
        }

        return code;
    }
}
