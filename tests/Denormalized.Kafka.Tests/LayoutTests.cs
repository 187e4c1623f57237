using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka.Tests;

/// <summary>Sizes and offsets that a C compiler gives the structs of rdkafka.h on a 64-bit platform.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void StructsHaveTheSizesOfTheHeader()
    {
        Assert.Equal(72, Unsafe.SizeOf<NativeMessage>());
        Assert.Equal(64, Unsafe.SizeOf<NativeTopicPartition>());
        Assert.Equal(16, Unsafe.SizeOf<NativeTopicPartitionList>());
        Assert.Equal(48, Unsafe.SizeOf<NativeMetadata>());
        Assert.Equal(24, Unsafe.SizeOf<NativeMetadataBroker>());
        Assert.Equal(32, Unsafe.SizeOf<NativeMetadataTopic>());
        Assert.Equal(40, Unsafe.SizeOf<NativeMetadataPartition>());
        Assert.Equal(72, Unsafe.SizeOf<NativeValue>());
    }

    [Theory]
    [InlineData(nameof(NativeMessage.Error), 0)]
    [InlineData(nameof(NativeMessage.Topic), 8)]
    [InlineData(nameof(NativeMessage.Partition), 16)]
    [InlineData(nameof(NativeMessage.Payload), 24)]
    [InlineData(nameof(NativeMessage.PayloadLength), 32)]
    [InlineData(nameof(NativeMessage.Key), 40)]
    [InlineData(nameof(NativeMessage.KeyLength), 48)]
    [InlineData(nameof(NativeMessage.Offset), 56)]
    [InlineData(nameof(NativeMessage.Private), 64)]
    public void AMessageHasItsFieldsWhereTheHeaderHasThem(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<NativeMessage>(field));
}
