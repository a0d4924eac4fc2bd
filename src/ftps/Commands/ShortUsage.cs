namespace Sealane.Shell.Commands;

/// <summary>Some of lftp's commands answer a wrong option with their synopsis, not with a hint at help.</summary>
internal static class ShortUsage
{
    public static ParsedArguments Parse(CommandContext context, OptionSpec[] options, string usage) =>
        ParsedArguments.Parse(context.Name, context.Arguments, options, hint: "Usage: " + usage);
}
