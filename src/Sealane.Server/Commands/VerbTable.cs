using System.Collections.Frozen;
using Sealane.Protocol;
using Sealane.Server.Options;

namespace Sealane.Server.Commands;

/// <summary>A verb as the session calls it.</summary>
/// <param name="Spec">Its declaration.</param>
/// <param name="ExecuteAsync">What it does.</param>
internal sealed record VerbEntry(VerbSpec Spec, Func<Session, Command, ValueTask<Reply?>> ExecuteAsync);

/// <summary>All verbs. Adding one is its file and its line here.</summary>
internal static class VerbTable
{
    /// <summary>Every verb once, in the order of RFC 959 and its successors.</summary>
    internal static readonly IReadOnlyList<VerbEntry> All =
    [
        // access control
        Of<User>(), Of<Pass>(), Of<Quit>(), Of<Cwd>(), Of<Cdup>(),

        // security (RFC 2228, RFC 4217)
        Of<Auth>(), Of<Pbsz>(), Of<Prot>(), Of<Ccc>(),

        // parameters
        Of<Pasv>(), Of<Epsv>(), Of<Port>(), Of<Eprt>(), Of<Type>(), Of<Stru>(), Of<Mode>(), Of<Allo>(), Of<Rest>(),

        // transfers
        Of<Retr>(), Of<Stor>(), Of<Appe>(), Of<Stou>(), Of<List>(), Of<Nlst>(), Of<Mlsd>(), Of<Abor>(),

        // files
        Of<Mlst>(), Of<Dele>(), Of<Rnfr>(), Of<Rnto>(), Of<Mkd>(), Of<Rmd>(), Of<Pwd>(), Of<Size>(), Of<Mdtm>(), Of<Mfmt>(), Of<Hash>(), Of<Site>(),

        // the rest
        Of<Syst>(), Of<Stat>(), Of<Help>(), Of<Noop>(), Of<Feat>(), Of<Opts>(), Of<Clnt>(),
    ];

    private static readonly FrozenDictionary<Verb, VerbEntry> s_byVerb = All
        .SelectMany(entry => entry.Spec.Aliases.Prepend(entry.Spec.Name), (entry, name) => (Verb: Verb.Of(name), entry))
        .ToFrozenDictionary(pair => pair.Verb, pair => pair.entry);

    /// <summary>The verb of that name; null for an unknown one.</summary>
    internal static VerbEntry? Find(Verb verb) => s_byVerb.GetValueOrDefault(verb);

    /// <summary>FEAT's lines under these options.</summary>
    internal static IEnumerable<string> Features(ServerOptions options) => All
        .Where(entry => entry.Spec.Refused?.Invoke(options) is null)
        .SelectMany(entry => entry.Spec.Features?.Invoke(options) ?? [])
        .Concat(["TVFS", "UTF8"])
        .Order(StringComparer.Ordinal);

    private static VerbEntry Of<T>()
        where T : IVerb => new(T.Spec, T.ExecuteAsync);
}
