using System.Collections.Frozen;
using Sealane.Protocol;
using Sealane.Server.Commands;
using Sealane.Server.Compat;
using Sealane.Server.Hosts;
using Sealane.Server.Options;
using Sealane.Transport;

namespace Sealane.Server;

/// <summary>What sessions are served under: one configuration, and what is made of it once for all of them. A reload makes new terms; sessions keep those they began under.</summary>
internal sealed class ServerTerms
{
    /// <summary>Reads the banner file; opens nothing.</summary>
    /// <exception cref="IOException">The banner file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    internal ServerTerms(ServerOptions options, PassivePorts ports, PassiveAddress address)
    {
        Options = options;
        PassivePorts = ports;
        PassiveAddress = address;
        IEnumerable<string> features = VerbTable.Features(options);
        FeatureReply = FeatureList.Write(options.VsftpdReplies ? VsftpdWording.Features(features) : features);
        Greeting = options.VsftpdReplies && options.Greeting is { Banner: null, BannerFile: null } ? VsftpdReplies.Greeting : MakeGreeting(options.Greeting);
    }

    internal ServerOptions Options { get; }

    /// <summary>The terms of clients that a rule of tcp_wrappers gives other options, by that very rule. Set before anybody is served.</summary>
    internal IReadOnlyDictionary<HostRule, ServerTerms> ForSome { get; set; } = FrozenDictionary<HostRule, ServerTerms>.Empty;

    internal IEnumerable<PassivePorts> AllPassivePorts => ForSome.Values.Select(terms => terms.PassivePorts).Prepend(PassivePorts).Distinct();

    internal PassivePorts PassivePorts { get; }

    internal PassiveAddress PassiveAddress { get; }

    internal Reply FeatureReply { get; }

    internal Reply Greeting { get; }

    private static Reply MakeGreeting(GreetingOptions options)
    {
        if (options.BannerFile is { } file)
        {
            string[] lines = File.ReadAllLines(file);
            return lines.Length > 1
                ? Reply.Lines(ReplyCode.Ready, lines[0], lines[1..^1], lines[^1])
                : Reply.Of(ReplyCode.Ready, lines.FirstOrDefault() ?? "");
        }

        return Reply.Of(ReplyCode.Ready, options.Banner ?? "Sealane FTPS server ready.");
    }
}
