namespace Sealane.Tests.Shared;

/// <summary>A directory that goes away with the test.</summary>
internal sealed class ScratchDirectory(string? under = null) : IDisposable
{
    public string Path { get; } = under is null
        ? Directory.CreateTempSubdirectory("sealane-interop-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(under, $"sealane-interop-{Guid.NewGuid():n}")).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
