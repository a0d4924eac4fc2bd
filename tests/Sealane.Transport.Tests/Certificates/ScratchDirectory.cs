namespace Sealane.Transport.Tests.Certificates;

/// <summary>A directory that goes when the test does.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sealane-certificates-").FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public string Write(string file, string content)
    {
        File.WriteAllText(this[file], content);
        return this[file];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
