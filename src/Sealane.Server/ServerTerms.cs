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
    // As much as vsftpd reads; more than anybody does.
    private const int LongestBanner = 100_000;

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

    internal PassivePorts PassivePorts { get; }

    internal PassiveAddress PassiveAddress { get; }

    internal Reply FeatureReply { get; }

    internal Reply Greeting { get; }

    private static Reply MakeGreeting(GreetingOptions options) => options.BannerFile is { } file
        ? Reply.Of(ReplyCode.Ready, "").After(ReadBanner(file))
        : Reply.Of(ReplyCode.Ready, options.Banner ?? "Sealane FTPS server ready.");

    private static ReadOnlySpan<byte> ReadBanner(string file)
    {
        byte[] text = new byte[LongestBanner];
        using FileStream stream = File.OpenRead(file);
        return text.AsSpan(0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
    }
}
