namespace Sealane.Shell.OneShots;

/// <summary>Whoever read our standard output has closed it, as <c>head</c> does: nobody wants the rest.</summary>
internal sealed class OutputClosedException(Exception inner) : IOException("standard output was closed", inner);
