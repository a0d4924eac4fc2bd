using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Storage;

/// <summary>Where an entry is or will be: its directory, resolved and held, and its name there. Owns the handle.</summary>
/// <param name="Parent">O_PATH handle of the directory.</param>
/// <param name="Name">One component, NUL-terminated.</param>
internal readonly record struct Place(SafeFileHandle Parent, byte[] Name) : IDisposable
{
    public void Dispose() => Parent.Dispose();
}
