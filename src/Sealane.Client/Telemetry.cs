using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sealane.Client.Transfers;

namespace Sealane.Client;

/// <summary>What the client tells tracing and metrics; nobody listening costs nothing. The names are part of the contract.</summary>
internal static class Telemetry
{
    internal const string Name = "Sealane.Client";

    private static readonly Meter s_meter = new(Name);

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Counter<long> Connections = s_meter.CreateCounter<long>("ftps.client.connections", "{connection}", "Control connections signed in.");

    internal static readonly Counter<long> Bytes = s_meter.CreateCounter<long>("ftps.client.bytes", "By", "File bytes moved, by direction.");

    internal static readonly Counter<long> Transfers = s_meter.CreateCounter<long>("ftps.client.transfers", "{transfer}", "Transfers ended, by direction and outcome.");

    internal static readonly Histogram<double> Duration = s_meter.CreateHistogram<double>("ftps.client.transfer.duration", "s", "From the first command of a transfer to its final reply.");

    /// <summary>Carries out one transfer under the eyes of tracing and metrics.</summary>
    /// <param name="name">Of the activity.</param>
    /// <param name="direction">"up" or "down".</param>
    /// <param name="meter">Counts; told of the end if it is a good one.</param>
    /// <param name="transfer">The transfer itself.</param>
    internal static async Task<TransferResult> TransferAsync(string name, string direction, ProgressMeter meter, Func<Task<TransferResult>> transfer)
    {
        using Activity? activity = Source.StartActivity(name);
        var outcome = "failed";
        try
        {
            TransferResult result = await transfer().ConfigureAwait(false);
            outcome = "ok";
            meter.Tell();
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (Exception e)
        {
            _ = activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            Record(direction, outcome, meter.Moved, meter.Elapsed);
        }
    }

    internal static void Record(string direction, string outcome, long bytes, TimeSpan elapsed)
    {
        var way = new KeyValuePair<string, object?>("direction", direction);
        Bytes.Add(bytes, way);
        Transfers.Add(1, way, new KeyValuePair<string, object?>("outcome", outcome));
        Duration.Record(elapsed.TotalSeconds, way);
    }
}
