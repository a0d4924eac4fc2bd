using System.Diagnostics;

namespace Sealane.Transport.Tests.Certificates;

/// <summary>The openssl program, as a second opinion.</summary>
internal static class OpenSslCommand
{
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = openssl.StandardError.ReadToEndAsync();
        string output = await openssl.StandardOutput.ReadToEndAsync();
        await openssl.WaitForExitAsync();
        return (openssl.ExitCode, output + await error);
    }

    /// <summary>Runs it and fails the test when it fails.</summary>
    public static async Task<string> MustAsync(params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"openssl {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
