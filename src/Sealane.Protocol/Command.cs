using System.Text;

namespace Sealane.Protocol;

/// <summary>One command as a client sent it.</summary>
/// <param name="Verb">What is asked.</param>
/// <param name="Argument">Everything after the one separating space, byte for byte; owned by this command. Empty when there is none.</param>
public readonly record struct Command(Verb Verb, ReadOnlyMemory<byte> Argument)
{
    private static readonly Verb s_pass = Verb.Of("PASS");
    private static readonly Verb s_acct = Verb.Of("ACCT");
    private static readonly Verb s_adat = Verb.Of("ADAT");
    private static readonly Verb s_site = Verb.Of("SITE");

    /// <summary>True when at least one byte follows the separating space.</summary>
    public bool HasArgument => !Argument.IsEmpty;

    /// <summary>The argument as text (RFC 2640); bytes that are not UTF-8 become U+FFFD. Not escaped, secrets included: never for a log.</summary>
    public string Text => Encoding.UTF8.GetString(Argument.Span);

    /// <summary>The command fit for a log: secrets are <c>***</c>, controls are escaped (<see cref="PrintableText.Escape(ReadOnlySpan{byte})"/>).</summary>
    public override string ToString()
    {
        if (!HasArgument)
        {
            return Verb.ToString();
        }

        ReadOnlySpan<byte> argument = Argument.Span;
        if (Verb == s_pass || Verb == s_acct || Verb == s_adat)
        {
            return Verb + " ***";
        }

        if (Verb == s_site && StartsWithPasswordChange(argument))
        {
            return "SITE PSWD ***";
        }

        return $"{Verb} {PrintableText.Escape(argument)}";
    }

    private static bool StartsWithPasswordChange(ReadOnlySpan<byte> argument)
    {
        argument = argument.TrimStart((byte)' ');
        return argument.Length >= 4 && Verb.TryRead(argument[..4], out Verb subverb) && subverb == Verb.Of("PSWD");
    }
}
