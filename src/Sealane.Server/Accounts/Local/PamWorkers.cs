using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Sealane.Server.Accounts.Local;

/// <summary>
/// Runs PAM in a few processes, so that modules can block, crash, and change their process as they like. They are started when first needed and kept;
/// never more than there are processors answer at a time. A login with a session keeps its process until it ends.
/// </summary>
/// <param name="start">How a process that runs <see cref="PamWorker"/> is started; streams need not be redirected in it.</param>
public sealed class PamWorkers(Func<ProcessStartInfo> start) : IPam, IAsyncDisposable
{
    // A directory service that does not answer gives up by itself long before.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turns = new(Math.Max(2, Environment.ProcessorCount));
    private readonly ConcurrentBag<Worker> _idle = [];

    /// <inheritdoc/>
    public async ValueTask<PamAnswer> AskAsync(PamRequest request, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // A kept one may have died since; then a fresh one is asked.
            while (_idle.TryTake(out Worker? kept))
            {
                if (await TryAskAsync(kept, request).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
            }

            Worker worker = await Task.Run(() => new Worker(start()), CancellationToken.None).ConfigureAwait(false);
            return await TryAskAsync(worker, request).ConfigureAwait(false)
                ?? new PamAnswer { Code = PamCode.SystemError, Detail = "the process that runs PAM ended while it was asked; a PAM module may have crashed it" };
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return new PamAnswer { Code = PamCode.SystemError, Detail = $"the process that runs PAM: {failure.Message}" };
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Ends the processes; sessions that are still open end with them.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out Worker? worker))
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }

        _turns.Dispose();
    }

    private async Task<PamAnswer?> TryAskAsync(Worker worker, PamRequest request)
    {
        PamAnswer? answer = null;
        try
        {
            answer = await worker.AskAsync(request, s_patience).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It is gone: what it can be asked again is the caller's matter.
        }
        finally
        {
            if (answer is null)
            {
                await worker.KillAsync().ConfigureAwait(false);
            }
        }

        if (answer is { Code: PamCode.Success } && request.OpenSession)
        {
            return answer with { Session = worker };
        }

        if (answer is not null)
        {
            _idle.Add(worker);
        }

        return answer;
    }

    private sealed class Worker : IAsyncDisposable
    {
        private readonly Process _process;

        public Worker(ProcessStartInfo start)
        {
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            start.UseShellExecute = false;
            start.WorkingDirectory = "/";
            _process = Process.Start(start) ?? throw new InvalidOperationException("nothing was started");
        }

        public async Task<PamAnswer?> AskAsync(PamRequest request, TimeSpan patience)
        {
            byte[] frame = PamWire.Encode(request);
            try
            {
                Stream input = _process.StandardInput.BaseStream;
                await input.WriteAsync(frame).ConfigureAwait(false);
                await input.FlushAsync().ConfigureAwait(false);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(frame);
            }

            byte[]? answer = await PamWire.ReadAsync(_process.StandardOutput.BaseStream, CancellationToken.None).AsTask().WaitAsync(patience).ConfigureAwait(false);
            return answer is null ? null : PamWire.DecodeAnswer(answer);
        }

        public async ValueTask KillAsync()
        {
            try
            {
                _process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }

            await DisposeAsync().ConfigureAwait(false);
        }

        /// <summary>Ends its input, and with that the session that it holds; waits for its end.</summary>
        public async ValueTask DisposeAsync()
        {
            try
            {
                await _process.StandardInput.DisposeAsync().ConfigureAwait(false);
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false); // pam_close_session may talk to a service manager
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
            catch (IOException)
            {
                // It was gone before its input was closed.
            }

            _process.Dispose();
        }
    }
}
