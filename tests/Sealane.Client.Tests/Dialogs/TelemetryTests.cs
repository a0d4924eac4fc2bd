using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sealane.Client.Tests.Support;
using Sealane.Transport;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>What listeners to the activity source and the meter see, and what progress and rate limits do.</summary>
public sealed class TelemetryTests : DialogTests
{
    private const string Get = "@data RETR x";

    [Fact]
    public async Task Listeners_see_connections_and_transfers()
    {
        ConcurrentQueue<Activity> activities = new();
        using var source = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Sealane.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(source);
        ConcurrentQueue<string> measured = new();
        using var meter = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Sealane.Client")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue($"{instrument.Name} {value} {string.Join(',', tags.ToArray().Select(tag => tag.Value))}"));
        meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue($"{instrument.Name} {value >= 0}"));
        meter.Start();

        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}\n@sent {{a*12345}}\n{Get}\nD: send {{a*54321}}\nD: end\nS: 451 broken");
        using var parent = new Activity("test");
        _ = parent.Start();
        await using (FtpsClient client = await ConnectAsync(server))
        {
            _ = await GetAsync(client, "x");
            _ = await FailsAsync(() => GetAsync(client, "x"));
        }

        // Of other tests, too: ours are known by their parent and their numbers.
        Activity[] own = [.. activities.Where(activity => activity.TraceId == parent.TraceId)];
        Assert.Equal(["ftps.connect", "ftps.download", "ftps.download"], own.Select(activity => activity.OperationName));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], own.Select(activity => activity.Status));
        Assert.Contains("ftps.client.connections 1 ", measured);
        Assert.Contains("ftps.client.bytes 12345 down", measured);
        Assert.Contains("ftps.client.bytes 54321 down", measured);
        Assert.Contains("ftps.client.transfers 1 down,ok", measured);
        Assert.Contains("ftps.client.transfers 1 down,failed", measured);
        Assert.Contains("ftps.client.transfer.duration True", measured);
    }

    [Fact]
    public async Task Progress_ends_with_the_whole_and_limits_hold_streams_as_well()
    {
        // The bucket holds a second's worth: what is above it takes its time.
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}\n@sent {{a*150000}}\n{Get}\n@sent {{a*150000}}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { DownloadLimit = new RateLimit(200_000, TimeProvider.System), TotalDownloadLimit = new RateLimit(1_000_000, TimeProvider.System) }, Cancellation);
        List<TransferProgress> told = [];
        TransferOptions options = new() { ExpectedLength = 150_000, Progress = new Told(told) };
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(150_000, (await GetAsync(client, "x", options)).Length);
        Assert.Equal((150_000L, 150_000L, 150_000L), (told[^1].Moved, told[^1].Position, told[^1].Total!.Value));
        Assert.Equal(told.Select(one => one.Moved).Order(), told.Select(one => one.Moved));
        await using (Stream stream = await client.OpenReadAsync("x", 0, Cancellation))
        {
            var all = new MemoryStream();
            await stream.CopyToAsync(all, Cancellation);
            Assert.Equal(150_000, all.Length);
        }

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromSeconds(0.45), "300,000 bytes at 200,000 a second, of which one second's worth is free");
    }

    private sealed class Told(List<TransferProgress> told) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => told.Add(value);
    }
}
