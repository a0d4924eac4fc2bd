using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sealane.Server.Tests.Sessions;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordedLog(LogLevel from) : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Event, string Text)> Lines { get; } = [];

    public IEnumerable<string> Of(int eventId) => Lines.Where(line => line.Event == eventId).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception) + exception));
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
