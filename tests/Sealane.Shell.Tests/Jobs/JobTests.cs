using System.Text.RegularExpressions;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Jobs;

public sealed class JobTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();

    [Fact]
    public async Task Background_jobs_have_numbers_and_are_waited_for()
    {
        await _shell.RunAsync("(sleep 1h; echo never) & jobs; kill 0; jobs; wait 0");

        Assert.Equal("[0] (sleep 1h; echo never) \n\tWaiting for job [1] to terminate\n [1] sleep 1h \n\tSleep time left: 1h0m0s\n",
            Regex.Replace(_shell.Output, @"59m5\ds", "1h0m0s"));
        Assert.Equal("wait: 0 - no such job\n", _shell.Error);
    }

    [Fact]
    public async Task The_exit_code_of_a_job_is_that_of_wait()
    {
        Assert.Equal(3, await _shell.RunAsync("(sleep 0.05; exit 3) & wait 0"));
    }

    [Fact]
    public async Task A_job_that_is_quicker_than_the_shell_is_waited_for_all_the_same()
    {
        Assert.Equal(3, await _shell.RunAsync("(exit 3) & sleep 0.2; wait 0"));
        Assert.Equal(4, await _shell.RunAsync("(exit 4) & (exit 5) & sleep 0.2; wait 0"));
        Assert.Equal(5, await _shell.RunAsync("wait"));
        Assert.Equal(6, await _shell.RunAsync("(exit 6) & sleep 0.2; wait"));
        Assert.Equal("", _shell.Error);
        Assert.Equal(1, await _shell.RunAsync("wait 0"));
        Assert.Equal("wait: 0 - no such job\n", _shell.Error);
    }

    [Fact]
    public async Task Groups_and_jobs_have_a_place_of_their_own()
    {
        await _shell.RunAsync("(lcd /; lpwd); lpwd; lcd / & lpwd");

        Assert.Equal($"/\n{_shell.Home}\n{_shell.Home}\n", _shell.Output);
    }

    [Fact]
    public async Task An_interrupt_ends_the_foreground_job_and_not_the_shell()
    {
        Task<int> running = _shell.RunAsync("sleep 1h");
        Assert.True(_shell.Shell.Foreground.Interrupt());

        Assert.Equal(1, await running);
        Assert.Equal(0, await _shell.RunAsync("echo on"));
        Assert.Equal("on\n", _shell.Output);
    }

    [Fact]
    public async Task A_suspended_job_goes_on_in_the_background()
    {
        Task<int> running = _shell.RunAsync("sleep 1h");
        Assert.True(_shell.Shell.Foreground.Suspend());

        Assert.Equal(0, await running);
        Assert.StartsWith("[0] sleep 1h &\n", _shell.Output, StringComparison.Ordinal);
        Assert.NotNull(_shell.Shell.Jobs.Find(0));
        await _shell.Shell.Jobs.StopAllAsync();
    }

    [Fact]
    public async Task A_queue_runs_in_order_in_the_places_it_was_given()
    {
        await _shell.RunAsync("queue stop; queue lpwd; lcd /; queue lpwd; queue -n 1 echo first; queue -m 3 1; queue -v");
        Assert.Equal($"Moved job: lpwd\nQueue is stopped.\nCommands queued:\n 1. lpwd in /\n 2. echo first in {_shell.Home}\n 3. lpwd in {_shell.Home}\n".Replace("first in " + _shell.Home, "first in /", StringComparison.Ordinal), _shell.Output);

        CommandQueue queue = Assert.Single(_shell.Shell.Queues());
        await _shell.RunAsync("queue start");
        await queue.Job.Completion;
        await _shell.Shell.Streams.Output.FlushAsync(TestContext.Current.CancellationToken);

        Assert.EndsWith($"/\nfirst\n{_shell.Home}\n", _shell.Output, StringComparison.Ordinal);
        Assert.Empty(_shell.Shell.Queues());
        Assert.Empty(_shell.Shell.Jobs.All());
    }

    [Fact]
    public async Task A_queue_of_two_at_once()
    {
        TaskCompletionSource both = new();
        int running = 0;
        JobTable table = new();
        var queue = new CommandQueue("", table, async (_, _) =>
        {
            if (Interlocked.Increment(ref running) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            return 0;
        })
        { Parallel = 2 };
        queue.Add(new QueuedCommand("a", new Place()), null);
        queue.Add(new QueuedCommand("b", new Place()), null);

        Assert.Equal(0, await queue.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deleting_by_pattern_and_number()
    {
        await _shell.RunAsync("queue stop; queue echo a; queue echo b; queue echo ac; queue -d \"echo a*\"; queue -d 9; queue -d x; queue -d; queue -d");

        Assert.Equal("Deleted jobs:\n\t 1. echo a\n\t 2. echo ac\nNo queued job #9.\nNo queued jobs match \"x\".\nDeleted job: echo b\nNo queued jobs.\n", _shell.Output);
        await _shell.Shell.Jobs.StopAllAsync();
    }

    public void Dispose() => _shell.Dispose();
}
