using System.Diagnostics;

namespace Sealane.Daemon;

/// <summary>How this program starts itself as a process that PAM runs in.</summary>
internal static class PamProcess
{
    /// <summary>The one word that makes it one. No verb for people: what it reads and writes are frames.</summary>
    internal const string Word = "pam-worker";

    internal static ProcessStartInfo Start()
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this program does not know where it is");
        ProcessStartInfo start = new(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]); // run as "dotnet ftpsd.dll"
        }

        start.ArgumentList.Add(Word);
        return start;
    }
}
