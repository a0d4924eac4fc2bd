namespace Sealane.Shell.Globbing;

/// <summary>Names of the local disk.</summary>
/// <param name="current">The directory that relative paths begin from.</param>
internal sealed class LocalNames(string current) : NameSource
{
    public override ValueTask<IReadOnlyList<NamedEntry>> ListAsync(string directory, CancellationToken cancellation)
    {
        string path = directory.Length == 0 ? current : Path.GetFullPath(directory, current);
        try
        {
            List<NamedEntry> entries = [];
            foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                cancellation.ThrowIfCancellationRequested();
                bool isDirectory = (entry.Attributes & FileAttributes.Directory) != 0 || entry.ResolveLinkTarget(true) is DirectoryInfo;
                entries.Add(new NamedEntry(entry.Name, isDirectory ? EntryKind.Directory : EntryKind.File));
            }

            return new(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory that cannot be read has no names that match: the command says then that nothing was found.
            return new([]);
        }
    }
}
