using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>
/// <c>LIST -R</c>: a directory, then each one below it, as a stream: one directory is open at a time, and the paths of those to come are remembered. Links are
/// shown and never followed. Depth, directories and entries are bounded; what a bound cuts off, the last reply tells.
/// </summary>
internal sealed class TreeListing : ListingSource
{
    /// <summary>Levels below the first directory. Deeper ones are not entered.</summary>
    internal const int MostDepth = 100;

    /// <summary>Directories in one listing.</summary>
    internal const int MostDirectories = 100_000;

    /// <summary>Entries in one listing.</summary>
    internal const int MostEntries = 2_000_000;

    private readonly Session _session;
    private readonly ListingDetail _detail;
    private readonly ListingOrder _order;
    private readonly NamePattern? _pattern;
    private readonly bool _forHidden;
    private readonly Func<ReadOnlyMemory<byte>, ListingFormat> _format;
    private readonly Stack<Branch> _pending = [];
    private readonly List<Branch> _found = [];
    private DirectoryListing? _current;
    private Branch _at;
    private ReadOnlyMemory<byte> _heading;
    private int _directories = 1;
    private long _entries;
    private bool _stopped;
    private bool _short;

    private TreeListing(
        Session session, Branch top, ListTarget target, ListingDetail detail, ListingOrder order, Func<ReadOnlyMemory<byte>, ListingFormat> format)
    {
        (_session, _at, _detail, _order, _format) = (session, top, detail, order, format);
        (_pattern, _forHidden) = (target.Pattern, target.ForHidden);
        _heading = Heading(top, first: true);
    }

    internal override bool IsDirectory => true;

    internal override long SizeHint => Block.Size;

    internal override Reply Verdict => _short ? TransferReplies.ListedInPart : TransferReplies.Listed;

    internal static async ValueTask<TreeListing> OpenAsync(
        Session session, ListArguments arguments, ListTarget target, ListingDetail detail, ListingOrder order, Func<ReadOnlyMemory<byte>, ListingFormat> format)
    {
        TreeListing tree = new(session, new Branch(target.Directory, arguments.Top(target), 0), target, detail, order, format);
        tree._current = await tree.ReadAsync(arguments.Prefix(target)).ConfigureAwait(false);
        return tree;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            if (!_heading.IsEmpty)
            {
                int count = Math.Min(_heading.Length, buffer.Length);
                _heading[..count].CopyTo(buffer);
                _heading = _heading[count..];
                return count;
            }

            if (_current is not { } directory)
            {
                return 0;
            }

            if (!_stopped && await directory.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and int read)
            {
                _stopped = _entries + directory.Shown > MostEntries;
                _short |= _stopped;
                return read;
            }

            _entries += directory.Shown;
            _current = null;
            await directory.DisposeAsync().ConfigureAwait(false);
            await DescendAsync().ConfigureAwait(false);
        }
    }

    public override ValueTask DisposeAsync() => _current?.DisposeAsync() ?? default;

    private async ValueTask DescendAsync()
    {
        for (int i = _found.Count - 1; i >= 0; i--)
        {
            _pending.Push(_found[i]);
        }

        _found.Clear();
        while (!_stopped && _current is null && _pending.TryPop(out _at))
        {
            try
            {
                _current = await ReadAsync((byte[])[.. _at.Shown.Span, (byte)'/']).ConfigureAwait(false);
                _heading = Heading(_at, first: false);
            }
            catch (StorageException)
            {
                // Gone meanwhile, or closed to this user: ls -R goes on as well.
            }
        }
    }

    private ValueTask<DirectoryListing> ReadAsync(ReadOnlyMemory<byte> prefix) => DirectoryListing.OpenAsync(
        _session, new ListTarget(_at.Path, null, _pattern) { ForHidden = _forHidden }, _detail, _order, _format(prefix), Remember);

    private void Remember(ReadOnlyMemory<byte> name)
    {
        if (name.Span.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            return; // no path can name it
        }

        if (_at.Depth == MostDepth || _directories == MostDirectories)
        {
            _short = true;
            return;
        }

        _directories++;
        _found.Add(new Branch(_at.Path.Append(name.Span), _at.Shown.Span.EndsWith("/"u8)
            ? (byte[])[.. _at.Shown.Span, .. name.Span]
            : (byte[])[.. _at.Shown.Span, (byte)'/', .. name.Span], _at.Depth + 1));
    }

    private static byte[] Heading(Branch branch, bool first) => [.. first ? default : "\r\n"u8, .. branch.Shown.Span, .. ":\r\n"u8];

    /// <summary>A directory that will be listed.</summary>
    /// <param name="Path">Where it is.</param>
    /// <param name="Shown">What its heading calls it.</param>
    /// <param name="Depth">How far down.</param>
    private readonly record struct Branch(FtpPath Path, ReadOnlyMemory<byte> Shown, int Depth);
}
