namespace Sealane.Shell.Settings;

/// <summary>A variable or a value that cannot be. The message is complete, in lftp's words.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class SettingException(string message) : Exception(message);
