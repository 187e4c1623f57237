using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <summary>What the type of one member means, with its attributes: C# type to <see cref="LogicalType"/>.</summary>
internal sealed partial class TypeReader(RecordReader records, RecordMember member)
{
    private const string Choices = "use bool, an integer (also Int128, UInt128, BigInteger), Half, float, double, decimal, char, string, byte[], "
        + "ReadOnlyMemory<byte>, an enum, Guid, DateOnly, TimeOnly, DateTimeOffset, DateTime, NanoInstant, TimeSpan, Uri, Version, IPAddress, "
        + "JsonElement, JsonNode, JsonDocument, a list, a set, Memory<T>, a dictionary whose keys are strings, integers, Guids or enums, "
        + "or another record, or [Convert] it to one of them, or [Ignore] it";

    private readonly MemberAttributes _attributes = member.Attributes;

    public TypeUse? Read()
    {
        TypeUse? use = Read(member.Type);
        if (use is { IsNullable: true, Type: ArrayType or MapType } && !_attributes.Has("NullAsEmptyAttribute"))
        {
            records.Report(RecordDiagnostics.NullableCollection, member.Symbol, member.Symbol.Name);
        }

        CheckConverter();
        return use is null ? null : CheckAttributes(use);
    }

    private TypeUse? Read(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return ReadNotNull(nullable.TypeArguments[0], nullable: true);
        }

        // Code without nullable annotations says nothing: its references may be null.
        return ReadNotNull(type, type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);
    }

    private TypeUse? ReadNotNull(ITypeSymbol type, bool nullable)
    {
        if (ReadConverted(type, nullable, out TypeUse? converted))
        {
            return converted;
        }

        if (ReadScalar(type) is { } scalar)
        {
            return new TypeUse(scalar, nullable) { IsValueType = type.IsValueType };
        }

        if (ReadCollection(type, nullable, out TypeUse? collection))
        {
            return collection;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named && !TypeNames.IsFramework(named))
        {
            return ReadWrapper(named, nullable) ?? records.ReadNested(named, member.Symbol, nullable);
        }

        if (!TypeNames.HasError(type)) // else the compiler has said it already
        {
            records.Report(RecordDiagnostics.UnsupportedType, member.Symbol, member.Symbol.Name, type.ToDisplayString(), Choices);
        }

        return null;
    }

    private LogicalType? ReadScalar(ITypeSymbol type)
    {
        string clr = TypeNames.Clr(type);
        bool quoted = _attributes.Has("QuotedAttribute");
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean: return new BoolType { Clr = clr };
            case SpecialType.System_SByte: return new IntegerType(8, true) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Int16: return new IntegerType(16, true) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Int32: return new IntegerType(32, true) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Int64: return new IntegerType(64, true) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Byte: return new IntegerType(8, false) { Clr = clr, Quoted = quoted };
            case SpecialType.System_UInt16: return new IntegerType(16, false) { Clr = clr, Quoted = quoted };
            case SpecialType.System_UInt32: return new IntegerType(32, false) { Clr = clr, Quoted = quoted };
            case SpecialType.System_UInt64: return new IntegerType(64, false) { Clr = clr, Quoted = quoted, IsNarrow = _attributes.Has("NarrowAttribute") };
            case SpecialType.System_Single: return new FloatType(32) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Double: return new FloatType(64) { Clr = clr, Quoted = quoted };
            case SpecialType.System_Decimal: return ReadDecimal(clr, quoted);
            case SpecialType.System_String when FixedLength() is { } length: return new FixedType(length, null) { Clr = clr, AvroName = records.AvroName(member.Symbol) };
            case SpecialType.System_String: return new StringType(_attributes.Has("LowCardinalityAttribute")) { Clr = clr };
            case SpecialType.System_Char: return new TextType(TextForm.Char) { Clr = clr };
            case SpecialType.System_DateTime: return ReadDateTime(clr);
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return ReadEnum((INamedTypeSymbol)type, clr);
        }

        if (BytesOf(type) is { } bytes)
        {
            return FixedLength() is { } length ? new FixedType(length, bytes) { Clr = clr, AvroName = records.AvroName(member.Symbol) } : new BytesType(bytes) { Clr = clr };
        }

        return Full(type) switch
        {
            "System.Guid" => new UuidType { Clr = clr, IsFixed = _attributes.Has("AvroFixedAttribute"), AvroName = records.AvroName(member.Symbol) },
            "System.DateOnly" => new DateType { Clr = clr, IsNarrow = _attributes.Has("NarrowAttribute") },
            "System.TimeOnly" => new TimeType { Clr = clr },
            "System.TimeSpan" => new DurationType { Clr = clr },
            "System.DateTimeOffset" => ReadInstant(clr, isDateTimeOffset: true),
            "Denormalized.NanoInstant" => ReadInstant(clr, isDateTimeOffset: false) with { Digits = 9, IsNano = true },
            "System.Int128" => new IntegerType(128, true) { Clr = clr, Quoted = quoted },
            "System.UInt128" => new IntegerType(128, false) { Clr = clr, Quoted = quoted },
            "System.Numerics.BigInteger" => new IntegerType(256, !_attributes.Has("UnsignedAttribute")) { Clr = clr, Quoted = quoted },
            "System.Half" => new FloatType(32) { Clr = clr, Quoted = quoted },
            "System.Uri" => new TextType(TextForm.Uri) { Clr = clr },
            "System.Version" => new TextType(TextForm.Version) { Clr = clr },
            "System.Net.IPAddress" => new IpType(_attributes.Has("IPv4Attribute") ? 4 : 6) { Clr = clr },
            "System.Text.Json.JsonElement" => new JsonType(JsonForm.Element) { Clr = clr },
            "System.Text.Json.Nodes.JsonNode" => new JsonType(JsonForm.Node) { Clr = clr },
            "System.Text.Json.JsonDocument" => new JsonType(JsonForm.Document) { Clr = clr },
            _ => null,
        };
    }

    private static BytesForm? BytesOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => BytesForm.Array,
        INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } named
            when Full(named.OriginalDefinition) is "System.ReadOnlyMemory" or "System.Memory" => BytesForm.Memory,
        _ => null,
    };

    private int? FixedLength() => Length("FixedLengthAttribute");

    /// <summary>The declared number of bytes or elements; a value out of range is reported and taken as 1.</summary>
    private int? Length(string attribute)
    {
        const int Largest = 1 << 16;
        if (_attributes.Int(attribute) is not { } length)
        {
            return null;
        }

        if (length is >= 1 and <= Largest)
        {
            return length;
        }

        records.Report(RecordDiagnostics.LengthOutOfRange, member.Symbol, member.Symbol.Name, Largest, length);
        return 1;
    }

    private DecimalType ReadDecimal(string clr, bool quoted)
    {
        if (_attributes.Find("DecimalAttribute") is not { ConstructorArguments: [{ Value: int precision }, { Value: int scale }] })
        {
            records.Report(RecordDiagnostics.DecimalNeedsScale, member.Symbol, member.Symbol.Name);
            return new DecimalType(28, 0) { Clr = clr };
        }

        if (precision is < 1 or > 76 || scale is < 0 or > 28 || scale > precision)
        {
            records.Report(RecordDiagnostics.DecimalOutOfRange, member.Symbol, member.Symbol.Name, precision, scale);
        }

        return new DecimalType(precision, scale) { Clr = clr, Quoted = quoted };
    }

    private int Resolution => _attributes.Int("ResolutionAttribute") is { } unit ? Digits(unit) : 6;

    private LogicalType ReadDateTime(string clr)
        => _attributes.Has("LocalTimeAttribute") ? new LocalTimeType(Resolution) { Clr = clr } : ReadInstant(clr, isDateTimeOffset: false);

    private InstantType ReadInstant(string clr, bool isDateTimeOffset)
    {
        int digits = Resolution;
        int? epoch = _attributes.Int("EpochAttribute") is { } epochUnit ? Digits(epochUnit) : null;
        return new InstantType(digits, isDateTimeOffset)
        {
            Clr = clr,
            EpochDigits = epoch,
            Quoted = _attributes.Has("QuotedAttribute"),
            KeepsOffset = isDateTimeOffset && _attributes.Has("KeepOffsetAttribute"),
        };
    }

    /// <summary>The values of the public TimeUnit enum: microseconds, milliseconds, seconds, nanoseconds, ticks.</summary>
    private static int Digits(int unit) => unit switch
    {
        1 => 3,
        2 => 0,
        3 => 9,
        4 => 7,
        _ => 6,
    };

    private LogicalType ReadEnum(INamedTypeSymbol type, string clr)
    {
        SpecialType underlying = type.EnumUnderlyingType?.SpecialType ?? SpecialType.System_Int32;
        (int bits, bool signed) = underlying switch
        {
            SpecialType.System_SByte => (8, true),
            SpecialType.System_Byte => (8, false),
            SpecialType.System_Int16 => (16, true),
            SpecialType.System_UInt16 => (16, false),
            SpecialType.System_UInt32 => (32, false),
            SpecialType.System_Int64 => (64, true),
            SpecialType.System_UInt64 => (64, false),
            _ => (32, true),
        };
        if (type.GetAttributes().Any(a => MemberAttributes.Is(a, "System", "FlagsAttribute")))
        {
            return new IntegerType(bits, signed) { Clr = clr }; // sets of flags have no single name
        }

        EnumMember[] members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => f is { IsConst: true, HasConstantValue: true })
            .Select(f => new EnumMember(
                TypeNames.Escape(f.Name),
                new MemberAttributes(f, null).Name ?? f.Name,
                unchecked(f.ConstantValue is ulong u ? (long)u : Convert.ToInt64(f.ConstantValue, System.Globalization.CultureInfo.InvariantCulture))))
            .ToArray();
        bool distinct = members.Select(m => m.Value).Distinct().Count() == members.Length && members.Select(m => m.Name).Distinct().Count() == members.Length;
        if (members.Length == 0 || !distinct || members.Any(m => m.Value is < short.MinValue or > short.MaxValue))
        {
            records.Report(RecordDiagnostics.EnumValueRange, member.Symbol, member.Symbol.Name, type.Name);
        }

        return new EnumType(members.ToEquatableArray(), bits, signed)
        {
            Clr = clr,
            IsText = _attributes.Has("LowCardinalityAttribute"),
            Default = DefaultOf(type, members),
            AvroName = records.AvroName(type),
        };
    }

    /// <summary>The member with [Default], else the one that C# takes without a value.</summary>
    private long? DefaultOf(INamedTypeSymbol type, EnumMember[] members)
    {
        IFieldSymbol[] declared = type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => f.IsConst && new MemberAttributes(f, null).Has("DefaultAttribute"))
            .ToArray();
        if (declared.Length > 1)
        {
            records.Report(RecordDiagnostics.SeveralDefaults, declared[1], type.Name);
        }

        if (declared.Length > 0)
        {
            string name = TypeNames.Escape(declared[0].Name);
            return members.First(m => m.Member == name).Value;
        }

        if (members.Any(m => m.Value == 0))
        {
            return 0;
        }

        records.Report(RecordDiagnostics.EnumWithoutDefault, member.Symbol, member.Symbol.Name, type.Name);
        return null;
    }

    private bool ReadCollection(ITypeSymbol type, bool nullable, out TypeUse? use)
    {
        use = null;
        bool nullAsEmpty = _attributes.Has("NullAsEmptyAttribute");
        if (type is IArrayTypeSymbol { Rank: 1 } array && array.ElementType.SpecialType != SpecialType.System_Byte)
        {
            use = List(array.ElementType, CollectionForm.Array);
            return true;
        }

        if (type is not INamedTypeSymbol { IsGenericType: true } named)
        {
            return false;
        }

        string definition = Full(named.OriginalDefinition);
        CollectionForm? form = definition switch
        {
            "System.Collections.Generic.List" => CollectionForm.List,
            "System.Collections.Immutable.ImmutableArray" => CollectionForm.ImmutableArray,
            "System.Collections.Generic.IReadOnlyList" or "System.Collections.Generic.IList" => CollectionForm.IndexedInterface,
            "System.Collections.Generic.HashSet" or "System.Collections.Generic.ISet" or "System.Collections.Generic.IReadOnlySet" => CollectionForm.Set,
            "System.Memory" or "System.ReadOnlyMemory" => CollectionForm.Memory,
            "System.Collections.Generic.IEnumerable" or "System.Collections.Generic.ICollection" or "System.Collections.Generic.IReadOnlyCollection" => CollectionForm.EnumerableInterface,
            _ => null,
        };
        if (form is { } list)
        {
            use = List(named.TypeArguments[0], list);
            return true;
        }

        bool isMap = definition is "System.Collections.Generic.Dictionary" or "System.Collections.Generic.IReadOnlyDictionary" or "System.Collections.Generic.IDictionary";
        if (isMap && ReadKey(named.TypeArguments[0]) is { } key)
        {
            use = Read(named.TypeArguments[1]) is { } value
                ? new TypeUse(new MapType(value) { Key = key, Clr = TypeNames.Clr(type), NullAsEmpty = nullAsEmpty }, nullable)
                : null;
            return true;
        }

        return false;

        TypeUse? List(ITypeSymbol element, CollectionForm form) => Read(element) is { } item
            ? new TypeUse(new ArrayType(item, form) { Clr = TypeNames.Clr(type), NullAsEmpty = nullAsEmpty, Length = Length("VectorAttribute") }, nullable) { IsValueType = type.IsValueType }
            : null;
    }

    /// <summary>The key of a dictionary: what has one text, which is the key of a JSON object. Attributes of the member are its values'.</summary>
    private TypeUse? ReadKey(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String)
        {
            return new TypeUse(new StringType(LowCardinality: false) { Clr = "string" }, false);
        }

        LogicalType? key = ReadScalar(type) switch
        {
            IntegerType { Bits: <= 64 } integer when integer.Clr != "char" => integer with { Quoted = true, IsNarrow = false },
            EnumType @enum => @enum with { IsText = false },
            UuidType uuid => uuid with { IsFixed = false },
            _ => null,
        };
        return key is null ? null : new TypeUse(key, false) { IsValueType = true };
    }

    /// <summary>A struct with one constructor parameter that is its one member: an id with a type of its own.</summary>
    private TypeUse? ReadWrapper(INamedTypeSymbol type, bool nullable)
    {
        if (!type.IsValueType || type.InstanceConstructors.FirstOrDefault(c => c.Parameters.Length == 1) is not { } constructor)
        {
            return null;
        }

        IReadOnlyList<RecordMember> members = RecordMembers.Of(type, null, out _, out _);
        if (members is not [{ Parameter: not null } single] || type.InstanceConstructors.Count(c => c.Parameters.Length > 0) != 1)
        {
            return null;
        }

        return SymbolEqualityComparer.Default.Equals(single.Type, constructor.Parameters[0].Type) && ReadScalar(single.Type) is { } inner
            ? new TypeUse(new WrapperType(inner, TypeNames.Escape(single.Symbol.Name)) { Clr = TypeNames.Clr(type) }, nullable) { IsValueType = true }
            : null;
    }

    private TypeUse CheckAttributes(TypeUse use)
    {
        LogicalType type = Innermost(use.Type);
        Require("LowCardinalityAttribute", "LowCardinality", type is StringType or EnumType, "a string or an enum");
        Require("DecimalAttribute", "Decimal", type is DecimalType, "a decimal");
        Require("EpochAttribute", "Epoch", type is InstantType, "an instant (DateTimeOffset, DateTime or NanoInstant)");
        Require("ResolutionAttribute", "Resolution", type is InstantType { IsNano: false } or LocalTimeType, "a DateTimeOffset or a DateTime; a NanoInstant always has nanoseconds");
        Require("KeepOffsetAttribute", "KeepOffset", use.Type is InstantType { IsDateTimeOffset: true, EpochDigits: null },
            "a DateTimeOffset that JSON has as text: other types have no offset, a count from 1970 names none, and within a list or dictionary there is no column for it");
        Require("LocalTimeAttribute", "LocalTime", type is LocalTimeType, "a DateTime; DateTimeOffset and NanoInstant are points in time");
        Require("QuotedAttribute", "Quoted", type is IntegerType or FloatType or DecimalType or InstantType { EpochDigits: not null }, "a number");
        Require("NarrowAttribute", "Narrow", type is IntegerType { IsNarrow: true } or DateType, "a ulong or a DateOnly");
        Require("UnsignedAttribute", "Unsigned", type is IntegerType { Bits: 256 }, "a BigInteger; other integers have unsigned types");
        Require("FixedLengthAttribute", "FixedLength", type is FixedType, "a string, byte[] or ReadOnlyMemory<byte>");
        Require("AvroFixedAttribute", "AvroFixed", type is UuidType, "a Guid");
        Require("IPv4Attribute", "IPv4", type is IpType, "an IPAddress");
        Require("VectorAttribute", "Vector", use.Type is ArrayType { Item: { IsNullable: false, Type: IntegerType or FloatType } }, "an array or list of numbers that are not null, such as float[]");
        return use;

        void Require(string attribute, string shown, bool fits, string needs)
        {
            if (!fits && _attributes.Has(attribute))
            {
                records.Report(RecordDiagnostics.AttributeMismatch, member.Symbol, shown, member.Symbol.Name, needs);
            }
        }
    }

    private static LogicalType Innermost(LogicalType type) => type switch
    {
        ArrayType array => Innermost(array.Item.Type),
        MapType map => Innermost(map.Value.Type),
        WrapperType wrapper => wrapper.Inner,
        _ => type,
    };

    private static string Full(ITypeSymbol type) => $"{type.ContainingNamespace?.ToDisplayString()}.{type.Name}";
}
