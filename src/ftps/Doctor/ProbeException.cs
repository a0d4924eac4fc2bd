namespace Sealane.Shell.Doctor;

/// <summary>A server did not do what was expected of it; a sentence about what it did instead.</summary>
/// <param name="message">The sentence, without a full stop.</param>
/// <param name="inner">The cause.</param>
internal sealed class ProbeException(string message, Exception? inner = null) : IOException(message, inner);
