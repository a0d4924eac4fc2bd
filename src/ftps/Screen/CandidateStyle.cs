using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Listings;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Screen;

/// <summary>Lists files that a name may become, as <c>cmd:cls-completion-default</c> says.</summary>
/// <param name="settings">The settings.</param>
internal sealed class CandidateStyle(SettingStore settings)
{
    public IEnumerable<string> Lines(IReadOnlyList<RemoteEntry> entries, int width)
    {
        var options = new ClsOptions { TimeStyle = settings.Text("cmd:time-style") };
        try
        {
            string[] words = settings.Text("cmd:cls-completion-default").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            options.Take(ParsedArguments.Parse("cls", words, ClsOptions.Specs), "cls");
        }
        catch (UsageException e)
        {
            return [$"cmd:cls-completion-default: {e.Message.ReplaceLineEndings(" ")}"];
        }

        var format = new ClsFormat(
            options, new TimeStyle(options.TimeStyle!, DateTime.UtcNow), settings.TriState("color:use-color") ?? true ? new FileColors(settings.Text("color:dir-colors")) : null, width);
        return format.Lines([.. format.Sorted(entries)]);
    }
}
