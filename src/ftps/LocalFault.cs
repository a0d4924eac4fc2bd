namespace Sealane.Shell;

/// <summary>What the system says about a local file, in the words that users know from it.</summary>
internal static class LocalFault
{
    public static string Of(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "No such file or directory",
        UnauthorizedAccessException => "Permission denied",
        IOException { HResult: 17 } => "File exists",
        IOException { HResult: 28 } => "No space left on device",
        _ => fault.Message.ReplaceLineEndings(" "),
    };
}
