using System.Buffers;
using System.Text;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Server.Transfers;

/// <summary>How one entry of a listing looks. One for each listing: formats may remember what they formatted last.</summary>
internal abstract class ListingFormat
{
    /// <summary>True when a person reads it.</summary>
    internal virtual bool Sorted => false;

    /// <summary>True when writing a line may wait for something but memory.</summary>
    internal virtual bool Blocks => false;

    internal virtual bool Shows(in FileEntry entry) => true;

    internal abstract void Write(IBufferWriter<byte> output, in FileEntry entry);

    private protected static bool IsHidden(in FileEntry entry) => entry.Name.Span.StartsWith("."u8);
}

/// <summary>LIST: lines of <c>ls -l</c>, as vsftpd writes them.</summary>
/// <param name="options">How listings look.</param>
/// <param name="all">Hidden names too.</param>
/// <param name="classified">A slash behind directories.</param>
/// <param name="now">The clock, UTC.</param>
/// <param name="names">Whom numbers belong to; not asked unless the options say so.</param>
internal sealed class UnixListing(ListingOptions options, bool all, bool classified, DateTime now, OwnerNames names) : ListingFormat
{
    private static readonly byte[] s_hiddenId = "ftp"u8.ToArray();

    private readonly bool _all = all || options.DotFiles;
    private (uint Id, byte[] Text) _owner = (uint.MaxValue, []);
    private (uint Id, byte[] Text) _group = (uint.MaxValue, []);

    internal override bool Sorted => true;

    internal override bool Blocks => options.Names && !options.HideIds;

    internal override bool Shows(in FileEntry entry) => _all || !IsHidden(entry);

    internal override void Write(IBufferWriter<byte> output, in FileEntry entry)
    {
        TimeSpan offset = options.LocalTime ? TimeZoneInfo.Local.GetUtcOffset(entry.Modified) : TimeSpan.Zero;
        ReadOnlySpan<byte> name = classified && entry.IsDirectory ? [.. entry.Name.Span, (byte)'/'] : entry.Name.Span;
        ListWriter.Write(output, entry, now, offset, Text(ref _owner, entry.Owner, group: false), Text(ref _group, entry.Group, group: true), name);
    }

    // Most of a directory belongs to one owner.
    private byte[] Text(ref (uint Id, byte[] Text) last, uint id, bool group)
    {
        if (options.HideIds)
        {
            return s_hiddenId;
        }

        if (last.Id != id || last.Text.Length == 0)
        {
            byte[]? name = !options.Names ? null : group ? names.OfGroup(id) : names.OfUser(id);
            last = (id, name ?? Encoding.ASCII.GetBytes(id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return last.Text;
    }
}

/// <summary>NLST: names behind the prefix that the client asked with.</summary>
/// <param name="prefix">What stands before each name.</param>
/// <param name="all">Hidden names too.</param>
/// <param name="classified">A slash behind directories, an at sign behind links.</param>
internal sealed class NameListing(ReadOnlyMemory<byte> prefix, bool all, bool classified) : ListingFormat
{
    internal override bool Sorted => true;

    internal override bool Shows(in FileEntry entry) => (all || !IsHidden(entry)) && entry.Name.Span.IndexOfAny((byte)'\r', (byte)'\n') < 0;

    internal override void Write(IBufferWriter<byte> output, in FileEntry entry)
    {
        output.Write(prefix.Span);
        output.Write(entry.Name.Span);
        if (classified)
        {
            output.Write(entry.Kind switch
            {
                EntryKind.Directory => "/"u8,
                EntryKind.SymbolicLink => "@"u8,
                _ => default,
            });
        }

        output.Write("\r\n"u8);
    }
}

/// <summary>MLSD and MLST: facts (RFC 3659 §7). Everything is shown: hiding dot files is for people.</summary>
internal sealed class FactsListing(Facts facts, Permissions permissions, bool writable) : ListingFormat
{
    private readonly byte[] _filePerm = FilePerm(permissions, writable);
    private readonly byte[] _directoryPerm = DirectoryPerm(permissions, writable);

    internal static FactsListing For(Session session) =>
        new(session.State.Facts, session.State.Account!.Permissions, session.Options.Access.Write);

    internal override void Write(IBufferWriter<byte> output, in FileEntry entry) => Write(output, entry, entry.Name.Span);

    internal void Write(IBufferWriter<byte> output, in FileEntry entry, ReadOnlySpan<byte> pathname) =>
        FactsWriter.Write(output, entry, facts, entry.IsDirectory ? _directoryPerm : _filePerm, default, pathname);

    // RFC 3659 §7.5.5: a append, d delete, f rename, r read, w write.
    private static byte[] FilePerm(Permissions permissions, bool writable) => Encoding.ASCII.GetBytes(
        (writable && permissions.HasFlag(Permissions.Write) ? "a" : "")
        + (writable && permissions.HasFlag(Permissions.Delete) ? "d" : "")
        + (writable && permissions.HasFlag(Permissions.Rename) ? "f" : "")
        + (permissions.HasFlag(Permissions.Read) ? "r" : "")
        + (writable && permissions.HasFlag(Permissions.Write) ? "w" : ""));

    // c create files, d remove, e enter, f rename, l list, m make directories, p purge.
    private static byte[] DirectoryPerm(Permissions permissions, bool writable) => Encoding.ASCII.GetBytes(
        (writable && (permissions & (Permissions.Write | Permissions.UploadOnly)) != 0 ? "c" : "")
        + (writable && permissions.HasFlag(Permissions.Delete) ? "d" : "")
        + "e"
        + (writable && permissions.HasFlag(Permissions.Rename) ? "f" : "")
        + (permissions.HasFlag(Permissions.List) ? "l" : "")
        + (writable && permissions.HasFlag(Permissions.MakeDirectory) ? "m" : "")
        + (writable && permissions.HasFlag(Permissions.Delete) ? "p" : ""));
}
