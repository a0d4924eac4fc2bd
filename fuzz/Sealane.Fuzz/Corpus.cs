namespace Sealane.Fuzz;

/// <summary>The inputs in <c>fuzz/corpus/TARGET/</c>, one a file, as copied beside the program.</summary>
internal static class Corpus
{
    /// <summary>All inputs of a target, in an order that does not depend on the file system.</summary>
    public static IEnumerable<byte[]> Load(string target)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", target);
        return Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
    }
}
