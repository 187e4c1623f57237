using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Denormalized.Schema;

/// <summary>A released version of a stream.</summary>
/// <param name="id">Its name: what the hash of its content was when it was written.</param>
/// <param name="parents">The versions it follows; two after a merge.</param>
/// <param name="isBreaking">It was accepted although it breaks what was there: readers and data of before do not count any more.</param>
/// <param name="shape">Its content.</param>
/// <param name="position">Where it stands in the file.</param>
public sealed class LockVersion(string id, EquatableArray<string> parents, bool isBreaking, StreamShape shape, TextPosition position = default)
{
    private const int HashBytes = 8;
    private const int ShortLength = 8;

    private AvroSchema? _avro;

    public string Id { get; } = id;

    public EquatableArray<string> Parents { get; } = parents;

    public bool IsBreaking { get; } = isBreaking;

    public StreamShape Shape { get; } = shape;

    public TextPosition Position { get; } = position;

    /// <summary>Enough of the name for people.</summary>
    public string ShortId => Id.Length > ShortLength ? Id.Substring(0, ShortLength) : Id;

    public AvroSchema Avro => _avro ??= AvroSchema.Parse(Shape.AvroSchema, AvroParsing.Lenient);

    /// <summary>The content is not that of which the name was made.</summary>
    public bool IsEdited => HashOf(Parents, IsBreaking, Shape) != Id;

    public static LockVersion Of(EquatableArray<string> parents, bool isBreaking, StreamShape shape)
        => new(HashOf(parents, isBreaking, shape), parents, isBreaking, shape);

    /// <summary>SHA-256 of the content as JSON without white space, so that line ends and indentation do not matter.</summary>
    private static string HashOf(EquatableArray<string> parents, bool isBreaking, StreamShape shape)
    {
        string text = JsonPrinter.Print(JsonValue.Object(LockJson.Content(parents, isBreaking, shape)));
        using var sha256 = SHA256.Create();
        byte[] hash = sha256.ComputeHash(Encoding.UTF8.GetBytes(text));
        return string.Concat(hash.Take(HashBytes).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
