namespace Sealane.Client.Trust;

/// <summary>A file that trust depends on cannot be read, written or believed.</summary>
/// <param name="message">One line: what is wrong with which file, and the command that mends it.</param>
/// <param name="inner">What the system said.</param>
public sealed class TrustStoreException(string message, Exception? inner = null) : IOException(message, inner);
