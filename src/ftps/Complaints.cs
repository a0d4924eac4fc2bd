using Sealane.Shell.Commands;
using Sealane.Shell.Settings;

namespace Sealane.Shell;

/// <summary>Makes messages and exit codes of what commands run into. Commands that talk to servers add their own kinds of failure.</summary>
internal sealed class Complaints
{
    private readonly List<Func<Exception, string?>> _explain = [];

    /// <summary>Adds an explanation: the text for a failure behind the command's name, or null if it is not of this kind.</summary>
    public void Add(Func<Exception, string?> explain) => _explain.Add(explain);

    /// <summary>Says what went wrong.</summary>
    /// <returns>The command's exit code.</returns>
    public int Report(Exception fault, string name, TextWriter to)
    {
        (string text, int code) = fault switch
        {
            SettingException or UnknownCommandException or UsageException => (fault.Message, 1),
            CommandException { IsBare: true } bare => (bare.Message, bare.Code),
            CommandException command => ($"{name}: {command.Message}", command.Code),
            _ => ($"{name}: {Explain(fault)}", 1),
        };

        if (text.Length > 0)
        {
            to.Write(text + "\n");
        }

        return code;
    }

    /// <summary>What went wrong, without the command's name.</summary>
    public string Explain(Exception fault)
    {
        foreach (Func<Exception, string?> explain in _explain)
        {
            if (explain(fault) is { } text)
            {
                return text;
            }
        }

        return fault is IOException or UnauthorizedAccessException ? LocalFault.Of(fault) : LocalFault.WithoutParameter(fault.Message).ReplaceLineEndings(" ");
    }
}
