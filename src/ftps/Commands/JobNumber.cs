using System.Globalization;
using Sealane.Shell.Jobs;

namespace Sealane.Shell.Commands;

/// <summary>Jobs by the numbers that users type.</summary>
internal static class JobNumber
{
    /// <summary>The number that a word is.</summary>
    /// <exception cref="CommandException">The word is no number.</exception>
    public static int Parse(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CommandException($"{word} - not a number");

    /// <summary>A job that runs; if there is none, says so and returns null.</summary>
    /// <exception cref="CommandException">The word is no number.</exception>
    public static Job? Find(string word, CommandContext context) => Find(Parse(word), context);

    /// <summary>The same, by its number.</summary>
    public static Job? Find(int number, CommandContext context)
    {
        Job? job = context.Shell.Jobs.Find(number);
        if (job is null)
        {
            context.Error.Write($"{context.Name}: {number} - no such job\n");
        }

        return job;
    }
}
