using System.Text;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Transfers;

/// <summary>
/// The argument of LIST, NLST and STAT: ls options that clients send although no RFC knows them, then a path whose last component may be a pattern.
/// Nothing here ever reaches a shell; letters that vsftpd does not know are ignored.
/// </summary>
/// <param name="Options">The letters, those of all groups together.</param>
/// <param name="Given">The path as it was given.</param>
internal readonly record struct ListArguments(string Options, ReadOnlyMemory<byte> Given)
{
    // A name is no longer than 255 bytes; what a client may make the server compare is bounded here.
    private const int LongestPattern = 512;

    /// <summary>-a or -A: hidden names too.</summary>
    internal bool All => Options.AsSpan().ContainsAny('a', 'A');

    /// <summary>-a: the directory itself and the one above it, too.</summary>
    internal bool Self => Options.Contains('a', StringComparison.Ordinal);

    /// <summary>-l: NLST gives lines as LIST does.</summary>
    internal bool Long => Options.Contains('l', StringComparison.Ordinal);

    /// <summary>-F: a mark behind names that are no files.</summary>
    internal bool Classified => Options.Contains('F', StringComparison.Ordinal);

    /// <summary>-R: and what is below.</summary>
    internal bool Recursive => Options.Contains('R', StringComparison.Ordinal);

    internal bool ByTime => Options.Contains('t', StringComparison.Ordinal);

    internal bool Reversed => Options.Contains('r', StringComparison.Ordinal);

    /// <summary>The path as it was given; empty for the current directory.</summary>
    internal ReadOnlySpan<byte> Path => Given.Span;

    internal static ListArguments Parse(ReadOnlyMemory<byte> argument)
    {
        string options = "";
        while (argument.Span.StartsWith("-"u8))
        {
            int blank = argument.Span.IndexOf((byte)' ');
            options += Encoding.Latin1.GetString(blank < 0 ? argument.Span : argument.Span[..blank]);
            argument = blank < 0 ? default : argument[(blank + 1)..];
        }

        return new ListArguments(options, argument);
    }

    /// <summary>What to list: a directory, one entry of its directory, or the entries that a pattern fits.</summary>
    /// <exception cref="StorageException">Nothing is there, and this is not <c>compat=vsftpd</c>, whose listing of nothing is empty.</exception>
    internal async ValueTask<ListTarget> FindAsync(Session session)
    {
        if (!session.State.TryResolve(Path, out FtpPath path))
        {
            throw new StorageException(StorageError.InvalidName, "not a path");
        }

        if (path.IsRoot)
        {
            return new ListTarget(path, null, null);
        }

        if (await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is { } entry)
        {
            return entry.IsDirectory ? new ListTarget(path, null, null) : new ListTarget(path.Parent, entry, null);
        }

        if (path.Name.Length > LongestPattern)
        {
            throw new StorageException(StorageError.NameTooLong, "a pattern of more than 512 bytes");
        }

        return NamePattern.IsPattern(path.Name) || session.Options.VsftpdReplies
            ? new ListTarget(path.Parent, null, NamePattern.Of(path.Name)) { ForHidden = path.Name[0] == '.' }
            : throw new StorageException(StorageError.NotFound, "nothing there");
    }

    /// <summary>What NLST puts before each name, so that names come back in the form that was asked in: the given path up to its last slash, or with one.</summary>
    internal ReadOnlyMemory<byte> Prefix(ListTarget target)
    {
        if (target.Single is null && target.Pattern is null)
        {
            return Given.IsEmpty || Given.Span.SequenceEqual("."u8) ? default : Given.Span.EndsWith("/"u8) ? Given : (byte[])[.. Given.Span, (byte)'/'];
        }

        return Given[..(Given.Span.LastIndexOf((byte)'/') + 1)];
    }

    /// <summary>The directory as a recursive listing calls it: as it was given, without a slash at its end; <c>.</c> for the current one.</summary>
    internal ReadOnlyMemory<byte> Top(ListTarget target)
    {
        ReadOnlyMemory<byte> top = target.Pattern is null ? Given : Given[..(Given.Span.LastIndexOf((byte)'/') + 1)];
        while (top.Length > 1 && top.Span[^1] == '/')
        {
            top = top[..^1];
        }

        return top.IsEmpty ? "."u8.ToArray() : top;
    }
}

/// <summary>What a listing shows.</summary>
/// <param name="Directory">The directory read, or the one that holds <paramref name="Single"/>.</param>
/// <param name="Single">One entry alone; null for a directory.</param>
/// <param name="Pattern">Names must fit it; null for all.</param>
internal readonly record struct ListTarget(FtpPath Directory, FileEntry? Single, NamePattern? Pattern)
{
    /// <summary>The pattern asks for names that begin with a dot, which are then shown without <c>-a</c>.</summary>
    public bool ForHidden { get; init; }
}
