namespace Sealane.Shell;

/// <summary>What the system says about a local file, in the words that users know from it.</summary>
internal static class LocalFault
{
    // The system's words for EBADF, which .NET takes for a matter of rights.
    private const string ClosedDescriptor = "Bad file descriptor";

    /// <summary>Whether a descriptor was used that is closed, or open the other way round: standard input or output, closed by whoever started us.</summary>
    public static bool IsClosedDescriptor(Exception fault) => fault is UnauthorizedAccessException { InnerException: IOException { Message: ClosedDescriptor } };

    /// <summary>A message without the name of the method's parameter that .NET adds, which means nothing to the user.</summary>
    public static string WithoutParameter(string message) => message.IndexOf(" (Parameter '", StringComparison.Ordinal) is > 0 and { } end ? message[..end] : message;

    public static string Of(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "No such file or directory",
        UnauthorizedAccessException { InnerException: IOException { Message: ClosedDescriptor } } => ClosedDescriptor,
        UnauthorizedAccessException => "Permission denied",
        IOException { HResult: 17 } => "File exists",
        IOException { HResult: 28 } => "No space left on device",
        _ => fault.Message.ReplaceLineEndings(" "),
    };
}
