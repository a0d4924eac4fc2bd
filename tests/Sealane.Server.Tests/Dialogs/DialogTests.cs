using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Dialogs;

/// <summary>Every <c>.dialog</c> file is a conversation that must go as written; the format is described at <see cref="Dialog"/>.</summary>
public sealed class DialogTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Dialogs"), "*.dialog").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Goes_as_written(string name)
    {
        Dialog dialog = Dialog.Read(Path.Combine(AppContext.BaseDirectory, "Dialogs", name + ".dialog"));
        await using SessionHarness harness = new(dialog.Configuration, implicitTls: dialog.ImplicitTls);
        await dialog.PlayAsync(harness);
        Assert.DoesNotContain(harness.Log.Lines, line => line.Event == 1004);
    }

    [Fact]
    public void There_are_dialogs() => Assert.True(Files.Count > 20);
}
