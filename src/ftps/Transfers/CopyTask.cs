namespace Sealane.Shell.Transfers;

/// <summary>One file to be copied.</summary>
/// <param name="Source">From where.</param>
/// <param name="Target">To where.</param>
internal sealed record CopyTask(FilePlace Source, FilePlace Target)
{
    /// <summary>Whether a directory that is there takes the file under its own name.</summary>
    public FilePlace Destination => Target.IsLocal && Directory.Exists(Target.Path) || Target.Path.EndsWith('/') ? Target.Child(Source.Name) : Target;
}
