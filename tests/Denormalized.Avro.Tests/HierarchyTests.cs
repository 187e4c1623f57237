using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using Avro.Generic;
using Avro.IO;
using Denormalized.Schema;
using Denormalized.TestSupport;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denormalized.Avro.Tests;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Moved), "moved")]
[JsonDerivedType(typeof(Closed), "closed")]
[Stream("doors")]
public abstract record Door
{
    public required int Id { get; init; }

    public string? Note { get; init; }
}

public sealed record Opened : Door
{
    public double Angle { get; init; }

    public Guid? Key { get; init; }
}

public sealed record Moved : Door
{
    public required Place To { get; init; }

    public Place? From { get; init; }

    public IReadOnlyList<Step> Steps { get; init; } = [];
}

public sealed record Closed : Door;

public sealed record Step(long At, string? By);

/// <summary>A hierarchy within a record, in each place that it can have.</summary>
[Stream("houses")]
public sealed record House
{
    public required Door Front { get; init; }

    public Door? Back { get; init; }

    public IReadOnlyList<Door> Inner { get; init; } = [];

    public IReadOnlyList<Door?> Cellar { get; init; } = [];

    public IReadOnlyDictionary<string, Door?> ByName { get; init; } = new Dictionary<string, Door?>();

    public Opened? Last { get; init; }
}

/// <summary>Generated hierarchies: through JSON, Avro and columns, and through Apache Avro's own reader and writer.</summary>
public class HierarchyTests
{
    private static Gen<string> Text => Gen.Elements("", "a", "grün \U0001F600", new string('x', 300), "\"\\\n");

    private static Gen<string?> MaybeText => Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t));

    private static Gen<double> Number => Gen.Elements(0.0, -1.5, double.MaxValue, double.Epsilon, 1e-7);

    private static Gen<Place> AnyPlace => Text.SelectMany(_ => Number, (city, height) => new Place(city, height < 0 ? null : height));

    private static Gen<Door> AnyDoor => Gen.OneOf(
        from id in Gen.Elements(0, 1, -1, int.MinValue, int.MaxValue) from note in MaybeText from angle in Number from key in Gen.Elements<Guid?>(null, Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff"))
        select (Door)new Opened { Id = id, Note = note, Angle = angle, Key = key },
        from id in Gen.Choose(-5, 5) from to in AnyPlace from back in AnyPlace from has in Gen.Elements(true, false) from steps in Gen.ListOf(from at in Gen.Choose(0, int.MaxValue) from who in MaybeText select new Step(at, who))
        select (Door)new Moved { Id = id, To = to, From = has ? back : null, Steps = [.. steps] },
        from id in Gen.Choose(-5, 5) from note in MaybeText select (Door)new Closed { Id = id, Note = note });

    private static Gen<Door?> MaybeDoor => Gen.OneOf(Gen.Constant<Door?>(null), AnyDoor.Select(d => (Door?)d));

    private static Gen<House> AnyHouse =>
        from front in AnyDoor from back in MaybeDoor from inner in Gen.ListOf(AnyDoor) from cellar in Gen.ListOf(MaybeDoor) from first in MaybeDoor from last in AnyDoor
        select new House { Front = front, Back = back, Inner = [.. inner], Cellar = [.. cellar], ByName = new Dictionary<string, Door?> { ["k"] = first, [""] = null }, Last = last as Opened };

    [Property(MaxTest = 200)]
    public Property A_door_survives() => Prop.ForAll(AnyDoor.ToArbitrary(), Survives);

    [Property(MaxTest = 200)]
    public Property A_house_survives() => Prop.ForAll(AnyHouse.ToArbitrary(), Survives);

    /// <summary>Records of one shape are written by us, read and written again by Apache Avro, and read by us: same bytes, same values.</summary>
    private static void Survives<T>(T record)
    {
        StreamCodec<T> codec = StreamRegistry.Get<T>();
        string json = Json(codec, record);
        Assert.Equal(json, Json(codec, codec.ReadJson(Encoding.UTF8.GetBytes(json))));

        var ours = new ArrayBufferWriter<byte>();
        codec.WriteAvro(ours, record);
        using var avro = new AvroWays<T>(codec);
        Assert.Equal(json, Json(codec, avro.Read(ours.WrittenSpan.ToArray())));

        var schema = global::Avro.Schema.Parse(codec.Info.AvroSchema);
        object read = new GenericDatumReader<object>(schema, schema).Read(null!, new BinaryDecoder(new MemoryStream(ours.WrittenSpan.ToArray())));
        if (record is Door door)
        {
            var generic = (GenericRecord)read;
            Assert.Equal(door.GetType().Name, generic.Schema.Name);
            Assert.Equal((door.Id, door.Note), ((int)generic["id"], (string?)generic["note"]));
        }

        using var theirs = new MemoryStream();
        new GenericDatumWriter<object>(schema).Write(read, new BinaryEncoder(theirs));
        Assert.Equal(json, Json(codec, codec.ReadAvro(theirs.ToArray())));
    }

    /// <summary>A writer that knew fewer cases, in another order, with a member less.</summary>
    [Fact]
    public void Older_writers_are_read()
    {
        AvroSchema old = AvroSchema.Parse("""
            [{"type":"record","name":"Closed","fields":[{"name":"id","type":"int"}]},
             {"type":"record","name":"Opened","fields":[{"name":"id","type":"int"},{"name":"angle","type":"float"}]}]
            """);
        StreamCodec<Door> codec = StreamRegistry.Get<Door>();
        AvroResolver resolver = AvroResolver.For<Door>(old);
        Assert.Equal("""{"kind":"closed","id":3,"note":null}""", Json(codec, codec.ReadAvro([0, 6], resolver)));
        Assert.Equal("""{"kind":"opened","id":-1,"note":null,"angle":1.5,"key":null}""", Json(codec, codec.ReadAvro([2, 1, 0, 0, 0xC0, 0x3F], resolver)));
        Assert.Throws<DecodeException>(() => codec.ReadAvro([4, 6], resolver));
    }

    private static string Json<T>(StreamCodec<T> codec, T record)
    {
        var json = new ArrayBufferWriter<byte>();
        codec.WriteJson(json, record);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
