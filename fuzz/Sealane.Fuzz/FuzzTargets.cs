using Sealane.Fuzz.Targets;

namespace Sealane.Fuzz;

/// <summary>Everything that is fuzzed; a new target is one file and one line here.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new CommandLineTarget(),
        new FtpPathTarget(),
        new HostPortTarget(),
        new ReplyParserTarget(),
        new ReplyWriterTarget(),
        new ListingTarget(),
        new AsciiTarget(),
        new TimestampTarget(),
    ];
}
