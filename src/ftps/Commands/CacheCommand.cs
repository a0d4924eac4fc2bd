using Sealane.Shell.Settings;
using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>cache: kept listings.</summary>
internal sealed class CacheCommand : ShellCommand
{
    public override string Synopsis => "cache [SUBCMD]";

    public override string Help => """
        Controls the listings that are kept.
         stat        shows how much there is (the default)
         on|off      keeps listings or does not
         flush       forgets them
         size <lim>  limits them, -1 for no limit
         expire <Nx> keeps them for so many seconds (s), minutes (m), hours (h) or days (d)
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        switch (context.Arguments)
        {
            case [] or ["stat", ..]:
                long limit = context.Settings.Number("cache:size");
                string most = limit == long.MaxValue ? "no size limit" : string.Create(CultureInfo.InvariantCulture, $"maximum size {limit}");
                context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Shell.Remote.CachedBytes?.Invoke() ?? 0} bytes cached, {most}"));
                return Task.FromResult(0);
            case ["on" or "off", ..]:
                context.Settings.Set("cache:enable", context.Arguments[0] == "on" ? "yes" : "no");
                return Task.FromResult(0);
            case ["flush", ..]:
                context.Shell.Remote.FlushCache?.Invoke();
                return Task.FromResult(0);
            case ["size", { } size, ..]:
                Change("cache:size", size == "-1" ? "0x7fffffffffffffff" : size, size, context);
                return Task.FromResult(0);
            case ["expire", { } time, ..]:
                Change("cache:expire", time, time, context);
                return Task.FromResult(0);
            case ["size"]:
                throw new CommandException("Operand missed for size");
            case ["expire"]:
                throw new CommandException("Operand missed for `expire'");
            default:
                throw new UsageException("Invalid command. Try `help cache' for more information.");
        }
    }

    private static void Change(string name, string value, string typed, CommandContext context)
    {
        if (SettingValue.Check(SettingCatalog.Resolve(name), value) is { } fault)
        {
            throw new CommandException($"{typed}: {fault}");
        }

        context.Settings.Set(name, value);
    }
}
