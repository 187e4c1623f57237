using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>An IPv6 address as ClickHouse keeps it: its sixteen bytes in network order.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[InlineArray(Size)]
public struct Ipv6Bits
{
    /// <summary>Bytes of an address.</summary>
    internal const int Size = 16;

    private byte _first;
}
