using System.Globalization;
using System.Text;
using Sealane.Client.Profiles;
using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>What is said once behind the login: FEAT, and then the wishes that a server may have an ear for. A refusal of any of them changes nothing.</summary>
internal static class OpeningWishes
{
    internal static async Task SayAsync(ControlLink link, CancellationToken cancellation)
    {
        (FtpsClientOptions options, HostProfile profile) = (link.Options, link.Profile);
        CommandUse use = options.Commands;
        CommandLine type = CommandLine.Of("TYPE", "I"u8);
        ServerReply[] replies = await link.ExchangeAllAsync(use.Feat ? [CommandLine.Of("FEAT"), type] : [type], cancellation).ConfigureAwait(false);
        IReadOnlyList<Feature> features = use.Feat ? FeatureList.Parse(replies[0]) : [];
        link.Type = replies[^1].Category == 2 ? 'I' : '\0';
        if (profile.Kind == ServerKind.Unknown)
        {
            profile.Kind = ServerFingerprint.OfFeatures(features);
        }

        link.Server = link.Server with { Features = features, Kind = profile.Kind };
        List<CommandLine> wishes = [];
        if (link.Server.Has("CLNT") && options.ClientName.Length > 0)
        {
            wishes.Add(CommandLine.Of("CLNT", link.Names.Encode(options.ClientName)));
        }

        if (use.Language.Length > 0 && link.Server.Has("LANG"))
        {
            wishes.Add(CommandLine.Of("LANG", link.Names.Encode(use.Language)));
        }

        if (use.Utf8 && link.Server.Has("UTF8") && ReferenceEquals(options.Charset, Charset.Utf8) && profile.Kind is not (ServerKind.Sealane or ServerKind.Vsftpd or ServerKind.ProFtpd or ServerKind.PyFtpdlib))
        {
            // Off unless asked for on IIS and a few others; a refusal changes nothing.
            wishes.Add(CommandLine.Of("OPTS", "UTF8 ON"u8));
        }

        if (use.SiteIdle is { } idle)
        {
            wishes.Add(CommandLine.Of("SITE", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"IDLE {(long)idle.TotalSeconds}"))));
        }

        if (wishes.Count > 0)
        {
            _ = await link.ExchangeAllAsync([.. wishes], cancellation).ConfigureAwait(false);
        }
    }
}
