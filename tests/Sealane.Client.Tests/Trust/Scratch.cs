namespace Sealane.Client.Tests.Trust;

/// <summary>A directory that goes when the test does.</summary>
internal sealed class Scratch : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("sealane-trust-").FullName;

    public string this[string file] => Path.Combine(Root, file);

    public string Write(string file, string content)
    {
        File.WriteAllText(this[file], content);
        return this[file];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
