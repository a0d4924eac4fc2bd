using System.Text;

namespace Sealane.Client.Tests.Support;

/// <summary>What both sides said, in order, for a failing test's output.</summary>
internal sealed class Transcript
{
    private readonly StringBuilder _text = new();

    /// <param name="connection">The control connection's number, from 1.</param>
    /// <param name="line">What happened; passwords are the tests' own.</param>
    public void Add(int connection, string line)
    {
        lock (_text)
        {
            _text.Append('[').Append(connection).Append("] ").Append(line).Append('\n');
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
