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

    internal virtual bool Shows(in FileEntry entry) => true;

    internal abstract void Write(IBufferWriter<byte> output, in FileEntry entry);

    private protected static bool IsHidden(in FileEntry entry) => entry.Name.Span.StartsWith("."u8);
}

/// <summary>LIST: lines of <c>ls -l</c>, as vsftpd writes them.</summary>
internal sealed class UnixListing(ListingOptions options, bool all, DateTime now) : ListingFormat
{
    private static readonly byte[] s_hiddenId = "ftp"u8.ToArray();

    private readonly bool _all = all || options.DotFiles;
    private (uint Id, byte[] Text) _owner = (uint.MaxValue, []);
    private (uint Id, byte[] Text) _group = (uint.MaxValue, []);

    internal override bool Sorted => true;

    internal override bool Shows(in FileEntry entry) => _all || !IsHidden(entry);

    internal override void Write(IBufferWriter<byte> output, in FileEntry entry)
    {
        TimeSpan offset = options.LocalTime ? TimeZoneInfo.Local.GetUtcOffset(entry.Modified) : TimeSpan.Zero;
        ListWriter.Write(output, entry, now, offset, Text(ref _owner, entry.Owner), Text(ref _group, entry.Group), entry.Name.Span);
    }

    // Most of a directory belongs to one owner.
    private byte[] Text(ref (uint Id, byte[] Text) last, uint id)
    {
        if (options.HideIds)
        {
            return s_hiddenId;
        }

        if (last.Id != id || last.Text.Length == 0)
        {
            last = (id, Encoding.ASCII.GetBytes(id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return last.Text;
    }
}

/// <summary>NLST: names behind the prefix that the client asked with.</summary>
internal sealed class NameListing(ReadOnlyMemory<byte> prefix, bool all) : ListingFormat
{
    internal override bool Sorted => true;

    internal override bool Shows(in FileEntry entry) => (all || !IsHidden(entry)) && entry.Name.Span.IndexOfAny((byte)'\r', (byte)'\n') < 0;

    internal override void Write(IBufferWriter<byte> output, in FileEntry entry)
    {
        output.Write(prefix.Span);
        output.Write(entry.Name.Span);
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
