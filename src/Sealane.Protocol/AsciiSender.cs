using System.Buffers;

namespace Sealane.Protocol;

/// <summary>TYPE A of one transfer, on the side that sends: file bytes in, wire bytes out, block by block.</summary>
public sealed class AsciiSender
{
    private readonly AsciiWireWriter _lines = new();
    private readonly ArrayBufferWriter<byte> _wire = new();

    /// <summary>Converts a block. What is handed out is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> file)
    {
        _wire.ResetWrittenCount();
        _lines.ToWire(file.Span, _wire);
        return _wire.WrittenMemory;
    }
}

/// <summary>TYPE A of one transfer, on the side that receives: wire bytes in, file bytes out, block by block.</summary>
public sealed class AsciiReceiver
{
    private readonly AsciiWireReader _lines = new();
    private readonly ArrayBufferWriter<byte> _file = new();

    /// <summary>Converts a block. What is handed out is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> wire)
    {
        _file.ResetWrittenCount();
        _lines.FromWire(wire.Span, _file);
        return _file.WrittenMemory;
    }

    /// <summary>What was held back because the stream could have gone on.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _file.ResetWrittenCount();
        _lines.Finish(_file);
        return _file.WrittenMemory;
    }
}
