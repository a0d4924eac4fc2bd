namespace Sealane.Protocol;

/// <summary>Text that must not reach a log, an error message or a screen by accident: printing it gives <c>***</c>.</summary>
/// <param name="value">The secret itself.</param>
public sealed class Secret(string value)
{
    /// <summary>The text itself. Ask for it where it is used, and pass the <see cref="Secret"/> everywhere else.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
