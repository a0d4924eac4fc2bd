using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Transfers;

/// <summary>
/// The argument of LIST, NLST and STAT: ls options that clients send although no RFC knows them, then a path whose last component may be a pattern.
/// Nothing here ever reaches a shell; unknown letters are ignored.
/// </summary>
/// <param name="All">-a: hidden names too.</param>
/// <param name="Given">The path as it was given.</param>
internal readonly record struct ListArguments(bool All, ReadOnlyMemory<byte> Given)
{
    /// <summary>The path as it was given; empty for the current directory.</summary>
    internal ReadOnlySpan<byte> Path => Given.Span;

    internal static ListArguments Parse(ReadOnlyMemory<byte> argument)
    {
        bool all = false;
        while (argument.Span.StartsWith("-"u8))
        {
            int blank = argument.Span.IndexOf((byte)' ');
            ReadOnlySpan<byte> letters = blank < 0 ? argument.Span : argument.Span[..blank];
            all |= letters.Contains((byte)'a') || letters.Contains((byte)'A');
            argument = blank < 0 ? default : argument[(blank + 1)..];
        }

        return new ListArguments(all, argument);
    }

    /// <summary>What to list: a directory, one entry of its directory, or the entries that a pattern fits.</summary>
    /// <exception cref="StorageException">Nothing is there.</exception>
    internal async ValueTask<ListTarget> FindAsync(Session session)
    {
        if (!session.State.Directory.TryResolve(Path, out FtpPath path))
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

        // To vsftpd, and to clients that know it, a name that is not there is a pattern that nothing fits.
        return session.Options.VsftpdReplies || path.Name.ContainsAny((byte)'*', (byte)'?')
            ? new ListTarget(path.Parent, null, path.Name.ToArray())
            : throw new StorageException(StorageError.NotFound, "nothing there");
    }

    /// <summary>What NLST puts before each name, so that names come back in the form that was asked in: the given path up to its last slash, or with one.</summary>
    internal ReadOnlyMemory<byte> Prefix(ListTarget target)
    {
        if (target.Single is null && target.Pattern is null)
        {
            return Given.IsEmpty || Given.Span.EndsWith("/"u8) ? Given : (byte[])[.. Given.Span, (byte)'/'];
        }

        return Given[..(Given.Span.LastIndexOf((byte)'/') + 1)];
    }
}

/// <summary>What a listing shows.</summary>
/// <param name="Directory">The directory read, or the one that holds <paramref name="Single"/>.</param>
/// <param name="Single">One entry alone; null for a directory.</param>
/// <param name="Pattern">Names must fit it (<c>*</c>, <c>?</c>); null for all.</param>
internal readonly record struct ListTarget(FtpPath Directory, FileEntry? Single, byte[]? Pattern);
