using Microsoft.Extensions.Logging;
using Sealane.Protocol;

namespace Sealane.Server.Control;

/// <summary>
/// Remembers the last failures that were logged, for <c>ftpsd status</c>. Refused logins and turned-away clients are not among them: strangers make as many of those as they like,
/// and would push out what matters.
/// </summary>
public sealed class RecentErrors(TimeProvider time) : ILoggerProvider
{
    // One screen.
    private const int Most = 10;

    // From here on ids are about data connections, the server itself and the program around it; below, of sessions and logins, only errors count.
    private const int FirstServerId = 4100;

    // A trace would fill the screen; the log has it whole.
    private const int LongestText = 400;

    private readonly Lock _gate = new();
    private readonly Queue<ErrorStatus> _kept = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Listener(this);

    /// <summary>What is remembered, newest first.</summary>
    public IReadOnlyList<ErrorStatus> Newest()
    {
        lock (_gate)
        {
            return [.. _kept.Reverse()];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Keep(LogLevel level, int id, string text)
    {
        string line = PrintableText.Escape(System.Text.Encoding.UTF8.GetBytes(text.Length > LongestText ? text[..LongestText] + "…" : text));
        var error = new ErrorStatus(time.GetUtcNow(), level.ToString().ToLowerInvariant(), id, line);
        lock (_gate)
        {
            _kept.Enqueue(error);
            while (_kept.Count > Most)
            {
                _kept.Dequeue();
            }
        }
    }

    private sealed class Listener(RecentErrors owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel is LogLevel.Error or LogLevel.Critical || (logLevel == LogLevel.Warning && eventId.Id >= FirstServerId))
            {
                owner.Keep(logLevel, eventId.Id, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception.GetType().Name}: {exception.Message}");
            }
        }
    }
}
