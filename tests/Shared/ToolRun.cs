namespace Sealane.Tests.Shared;

/// <summary>What a program came to.</summary>
/// <param name="Words">The words it was started with, for messages.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output as text (bytes that are no UTF-8 are lost).</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolRun(string Words, int ExitCode, string Output, string Error)
{
    /// <summary>Asserts exit code 0 and returns the output.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return Output;
    }

    /// <summary>Asserts that it failed and said why.</summary>
    public void Failed(string because)
    {
        Assert.True(ExitCode != 0, ToString());
        Assert.Contains(because, Output + Error, StringComparison.Ordinal);
    }

    public override string ToString() => $"{Words}\nexit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
