using Sealane.Protocol;
using Sealane.Server.Commands;
using Sealane.Server.Compat;
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
        Wording = options.VsftpdReplies ? new VsftpdWording(options) : null;
        IEnumerable<string> features = VerbTable.Features(options);
        FeatureReply = FeatureList.Write(Wording is null ? features : VsftpdWording.Features(features));
        Greeting = Wording is not null && options.Greeting is { Banner: null, BannerFile: null } ? VsftpdReplies.Greeting : MakeGreeting(options.Greeting);
    }

    internal ServerOptions Options { get; }

    internal PassivePorts PassivePorts { get; }

    internal PassiveAddress PassiveAddress { get; }

    internal Reply FeatureReply { get; }

    internal Reply Greeting { get; }

    /// <summary>vsftpd's words for our replies; null when they keep their own.</summary>
    internal VsftpdWording? Wording { get; }

    /// <summary>A reply that no verb gave, as it is worded here.</summary>
    internal Reply Worded(Reply reply) => Wording is null ? reply : VsftpdWording.Of(reply);

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
