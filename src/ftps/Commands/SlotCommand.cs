using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>slot: several sites at hand.</summary>
internal sealed class SlotCommand : ShellCommand
{
    public override string Synopsis => "slot [<name>]";

    public override string Help => """
        Goes to a slot, which keeps a site of its own; a new one begins where this one is. Without a name lists them.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        Place place = context.Place;
        SortedDictionary<string, Site?> slots = context.Shell.Slots;
        if (place.Slot is { } current)
        {
            slots[current] = place.Site;
        }

        if (context.Arguments.IsEmpty)
        {
            foreach ((string slot, Site? site) in slots.Where(pair => pair.Value is not null))
            {
                context.WriteLine($"{slot}\t{site!.Url}");
            }

            return Task.FromResult(0);
        }

        string name = context.Arguments[0];
        if (!slots.TryGetValue(name, out Site? kept))
        {
            slots[name] = kept = place.Site;
        }

        (place.Slot, place.Site) = (name, kept);
        return Task.FromResult(0);
    }
}
