using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>Makes the entries that users see of those that parsers find: text of bytes, UTC of the server's time.</summary>
internal static class EntryReader
{
    /// <param name="listed">As parsed.</param>
    /// <param name="charset">The server's.</param>
    /// <param name="offset">What LIST times are ahead of UTC.</param>
    /// <returns>Null for what is no entry of the directory, and for names that are none: a server must not make us write outside of the directory chosen.</returns>
    internal static RemoteEntry? Read(ListedEntry listed, Charset charset, TimeSpan offset) =>
        listed.Role != DirectoryRole.Entry || !listed.HasPlainName ? null : Convert(listed, charset.Decode(listed.Name.Span), charset, offset);

    internal static RemoteEntry Convert(ListedEntry listed, string name, Charset charset, TimeSpan offset) => new()
    {
        Name = name,
        Kind = listed.Kind,
        Length = listed.Length,
        Modified = listed.Modified is not { } time ? null
            : !listed.IsLocalTime ? time
            : DateTime.SpecifyKind(time - (listed.Precision > TimePrecision.Day ? offset : TimeSpan.Zero), DateTimeKind.Utc),
        Precision = listed.Precision,
        Mode = listed.Mode,
        Owner = listed.Owner,
        Group = listed.Group,
        Links = listed.Links,
        LinkTarget = listed.LinkTarget.IsEmpty ? null : charset.Decode(listed.LinkTarget.Span),
        Permissions = listed.Perm,
        Unique = listed.Unique.IsEmpty ? null : charset.Decode(listed.Unique.Span),
    };
}
