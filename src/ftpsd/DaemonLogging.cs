using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Sealane.Server.Control;
using Sealane.Server.Options;

namespace Sealane.Daemon;

/// <summary>Where the program's own log goes: standard error, as much of it as <c>log_level</c> asks for, which a reload may change; failures are remembered for <c>ftpsd status</c>.</summary>
internal sealed class DaemonLogging(LogVerbosity verbosity)
{
    private volatile LogLevel _least = Level(verbosity);

    internal LogVerbosity Verbosity
    {
        set => _least = Level(value);
    }

    internal ILoggerFactory Build(RecentErrors errors) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(LogLevel.Debug)
        .AddFilter<ConsoleLoggerProvider>((string? _, LogLevel level) => level >= _least)
        .AddProvider(errors)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            format.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    private static LogLevel Level(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Error => LogLevel.Error,
        LogVerbosity.Warning => LogLevel.Warning,
        LogVerbosity.Debug => LogLevel.Debug,
        _ => LogLevel.Information,
    };
}
