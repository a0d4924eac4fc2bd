using System.Runtime.ExceptionServices;

namespace Sealane.Bench.Scenarios;

/// <summary>Several blocking sessions at once, one thread each.</summary>
internal static class Crowd
{
    /// <summary>Runs the body on as many threads and returns when all are done; the first failure is thrown.</summary>
    internal static void Run(int threads, Action<int> body)
    {
        ExceptionDispatchInfo? failure = null;
        Thread[] crowd = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int index = i;
            crowd[i] = new Thread(() =>
            {
                try
                {
                    body(index);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                }
            });
        }

        foreach (Thread thread in crowd)
        {
            thread.Start();
        }

        foreach (Thread thread in crowd)
        {
            thread.Join();
        }

        failure?.Throw();
    }
}
