using Sealane.Shell.Jobs;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Jobs;

public sealed class SideBySideTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();

    [Fact]
    public async Task No_more_than_the_setting_says_run_at_once()
    {
        _shell.Shell.Settings.Set("cmd:parallel", "2");
        var beside = new SideBySide(_shell.Shell);
        TaskCompletionSource<int>[] ends = [new(), new(), new()];
        int started = 0;
        Task Begin(int i) => beside.AddAsync(new Job("get", null), () =>
        {
            started++;
            return ends[i].Task;
        });
        await Begin(0);
        await Begin(1);
        Task third = Begin(2);
        Assert.Equal((2, false), (started, third.IsCompleted));
        ends[1].SetResult(0);
        await third.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(3, started);

        Task<int?> all = beside.SettleAsync();
        ends[0].SetResult(5);
        Assert.False(all.IsCompleted);
        ends[2].SetResult(7);
        Assert.Equal(7, await all.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal((5, 0), (beside.TakeFailure(), beside.TakeFailure()));
    }

    [Theory]
    [InlineData("put", false)]
    [InlineData("cd", false)]
    [InlineData("mv", true)]
    [InlineData(null, true)]
    public async Task What_could_depend_on_them_waits(string? command, bool waits)
    {
        _shell.Shell.Settings.Set("cmd:parallel", "5");
        var beside = new SideBySide(_shell.Shell);
        TaskCompletionSource<int> end = new();
        await beside.AddAsync(new Job("get", null), () => end.Task);
        Task before = beside.BeforeAsync(command);
        Assert.Equal(waits, !before.IsCompleted);
        end.SetResult(0);
        await before.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Conditions_know_how_the_transfer_before_ended()
    {
        File.WriteAllText(Path.Combine(_shell.Home, "a"), "a");
        int code = await _shell.RunAsync($"set cmd:parallel 4; open file:{_shell.Home}; local mkdir out; get nosuch -o out/n || echo failed; get a -o out/a && echo got; get nosuch2 -o out/n2");
        Assert.Equal("failed\ngot\n", _shell.Output);
        Assert.Equal(0, code);
        Assert.Equal(1, await _shell.Shell.Top.SettleAsync());
        Assert.True(File.Exists(Path.Combine(_shell.Home, "out/a")));
    }

    public void Dispose() => _shell.Dispose();
}
