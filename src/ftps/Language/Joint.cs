namespace Sealane.Shell.Language;

/// <summary>When a statement runs, as its place in the source says.</summary>
internal enum Joint
{
    /// <summary>After <c>;</c>, a line break, or nothing.</summary>
    Always,

    /// <summary>After <c>&amp;&amp;</c>: only when the last command succeeded.</summary>
    And,

    /// <summary>After <c>||</c>: only when the last command failed.</summary>
    Or,
}
