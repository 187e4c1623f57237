using System.Buffers.Binary;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Reads a value as its writer's schema has it and writes it as the reader's has it.</summary>
internal abstract class AvroStep
{
    public abstract bool Run(ref AvroCursor input, AvroBuffer output);
}

/// <summary>The bytes as they are.</summary>
internal sealed class CopyStep(AvroSkip value) : AvroStep
{
    public AvroSkip Value { get; } = value;

    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        int start = input.At;
        return Value.Skip(ref input) && output.TryWrite(input.Data[start..input.At], ref input);
    }
}

/// <summary>Passes over a value that the reader does not have.</summary>
internal sealed class DropStep(AvroSkip value) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output) => value.Skip(ref input);
}

/// <summary>A default.</summary>
internal sealed class ConstantStep(byte[] bytes) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output) => output.TryWrite(bytes, ref input);
}

internal sealed class PromotionStep(AvroKind from, AvroKind to) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        if (from == AvroKind.Float)
        {
            ReadOnlySpan<byte> bytes = input.Data[input.At..];
            return input.TrySkip(sizeof(float)) && output.TryWriteRaw((double)BinaryPrimitives.ReadSingleLittleEndian(bytes), ref input);
        }

        return input.TryLong(out long value)
            && (to == AvroKind.Float ? output.TryWriteRaw((float)value, ref input) : output.TryWriteRaw((double)value, ref input));
    }
}

/// <summary>A count of time in another unit: to a coarser one floored, to a finer one within the range of its type.</summary>
internal sealed class UnitStep(int fromDigits, int toDigits, bool toInt) : AvroStep
{
    private readonly long _factor = (long)Math.Pow(10, Math.Abs(toDigits - fromDigits));

    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        int start = input.At;
        if (!input.TryLong(out long value))
        {
            return false;
        }

        if (toDigits < fromDigits)
        {
            long quotient = value / _factor;
            value = quotient - (quotient * _factor > value ? 1 : 0);
        }
        else if (value > long.MaxValue / _factor || value < long.MinValue / _factor)
        {
            return input.Fail(DecodeFailure.Range, start);
        }
        else
        {
            value *= _factor;
        }

        return toInt && value != (int)value ? input.Fail(DecodeFailure.Range, start) : output.TryWriteLong(value, ref input);
    }
}

internal sealed class EnumStep(int[] symbols, string? conflict) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        int start = input.At;
        if (!input.TryIndex(symbols.Length, DecodeFailure.Enum, out int symbol))
        {
            return false;
        }

        if (symbols[symbol] < 0)
        {
            input.Conflict = conflict;
            return input.Fail(DecodeFailure.Unresolved, start);
        }

        return output.TryWriteLong(symbols[symbol], ref input);
    }
}

/// <summary>An array or map: its blocks, without their sizes, which differ.</summary>
internal sealed class BlocksStep(bool hasKeys, AvroSkip writerItem, AvroStep item) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        int min = writerItem.MinBytes + (hasKeys ? 1 : 0);
        for (; ; )
        {
            if (!input.TryBlock(min, out long count, out _) || !output.TryWriteLong(count, ref input))
            {
                return false;
            }

            if (count == 0)
            {
                return true;
            }

            for (; count > 0; count--)
            {
                if ((hasKeys && !TryCopyKey(ref input, output)) || !item.Run(ref input, output))
                {
                    return false;
                }
            }
        }
    }

    private static bool TryCopyKey(ref AvroCursor input, AvroBuffer output)
    {
        int start = input.At;
        return input.TrySkipBytes() && output.TryWrite(input.Data[start..input.At], ref input);
    }
}

/// <summary>The writer's union: the data says which branch.</summary>
internal sealed class UnionStep(AvroStep[] branches) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        int start = input.At;
        return input.TryIndex(branches.Length, DecodeFailure.Length, out int branch)
            && (branches[branch] is ConflictStep conflict ? conflict.Fail(ref input, start) : branches[branch].Run(ref input, output));
    }
}

/// <summary>The reader's union: always the same branch.</summary>
internal sealed class BranchStep(int branch, AvroStep value) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output) => output.TryWriteLong(branch, ref input) && value.Run(ref input, output);
}

/// <summary>The schemas have no form for this data in common.</summary>
internal sealed class ConflictStep(string conflict) : AvroStep
{
    public override bool Run(ref AvroCursor input, AvroBuffer output) => Fail(ref input, input.At);

    /// <param name="input">The message.</param>
    /// <param name="at">Of a union the index: null has no bytes, and behind it begins the next field.</param>
    public bool Fail(ref AvroCursor input, int at)
    {
        input.Conflict = conflict;
        return input.Fail(DecodeFailure.Unresolved, at);
    }
}
