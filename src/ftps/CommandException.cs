namespace Sealane.Shell;

/// <summary>A command cannot do what it was asked to. The shell shows <c>name: message</c> and goes on with exit code 1.</summary>
internal sealed class CommandException : Exception
{
    /// <param name="message">What is wrong.</param>
    /// <param name="code">The exit code of the command.</param>
    public CommandException(string message, int code = 1)
        : base(message) => Code = code;

    /// <param name="message">What is wrong.</param>
    /// <param name="cause">Why.</param>
    public CommandException(string message, Exception cause)
        : base(message, cause) => Code = 1;

    public int Code { get; }

    /// <summary>Whether the message stands alone, without the command's name.</summary>
    public bool IsBare { get; init; }
}
