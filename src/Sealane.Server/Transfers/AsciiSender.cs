using System.Buffers;
using Sealane.Protocol;

namespace Sealane.Server.Transfers;

/// <summary>TYPE A of one download, as the pump calls it. The memory handed out is valid until the next call.</summary>
internal sealed class AsciiSender
{
    private readonly AsciiWireWriter _lines = new();
    private readonly ArrayBufferWriter<byte> _wire = new();

    internal ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> file)
    {
        _wire.ResetWrittenCount();
        _lines.ToWire(file.Span, _wire);
        return _wire.WrittenMemory;
    }
}

/// <summary>TYPE A of one upload.</summary>
internal sealed class AsciiReceiver
{
    private readonly AsciiWireReader _lines = new();
    private readonly ArrayBufferWriter<byte> _file = new();

    internal ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> wire)
    {
        _file.ResetWrittenCount();
        _lines.FromWire(wire.Span, _file);
        return _file.WrittenMemory;
    }

    /// <summary>What was held back because the stream could have gone on.</summary>
    internal ReadOnlyMemory<byte> Finish()
    {
        _file.ResetWrittenCount();
        _lines.Finish(_file);
        return _file.WrittenMemory;
    }
}
