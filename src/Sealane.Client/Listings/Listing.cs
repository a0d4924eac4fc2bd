namespace Sealane.Client;

/// <summary>A whole directory as the server told it, and whether everything in it was understood.</summary>
/// <param name="Entries">What is in it, in the server's order; neither the directory itself nor its parent.</param>
/// <param name="UnparsedLines">Lines that could not be understood: something may exist that is not among the entries.</param>
/// <param name="FirstUnparsed">The first such line, fit for a screen; empty when there is none.</param>
/// <param name="EndedInOrder">The server said goodbye (close_notify) on the data connection; if not, somebody on the way may have cut the listing short.</param>
public sealed record Listing(IReadOnlyList<RemoteEntry> Entries, long UnparsedLines, string FirstUnparsed, bool EndedInOrder)
{
    /// <summary>True when what is not among the entries does not exist. Only then may anything be deleted because it is missing here.</summary>
    public bool IsComplete => UnparsedLines == 0 && EndedInOrder;
}
