using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Denormalized.Tool.Ddl;

/// <summary>A stream that an assembly declares.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="CreateTable">CREATE TABLE IF NOT EXISTS.</param>
/// <param name="Reasons">Why it is so, a line for each choice.</param>
/// <param name="Shape">What a lock keeps of it, as JSON; empty where the assembly is older than locks.</param>
internal sealed record StreamSchema(string Name, string CreateTable, string[] Reasons, string Shape);

/// <summary>
/// Reads the streams of an assembly from its metadata. Nothing of it is loaded, so its dependencies need not be there and
/// none of its code runs.
/// </summary>
internal static class StreamSchemas
{
    private const string Namespace = "Denormalized.CompilerServices";
    private const string Attribute = "StreamSchemaAttribute";
    private const string ShapeProperty = "Shape";

    /// <exception cref="BadImageFormatException">The file is no .NET assembly.</exception>
    public static IReadOnlyList<StreamSchema> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            throw new BadImageFormatException("it holds no .NET metadata");
        }

        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. metadata.GetAssemblyDefinition().GetCustomAttributes()
                .Select(metadata.GetCustomAttribute)
                .Where(a => IsStreamSchema(metadata, a))
                .Select(a => Decode(metadata.GetBlobReader(a.Value)))
                .OrderBy(s => s.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsStreamSchema(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent)
        {
            return false;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, Attribute) && metadata.StringComparer.Equals(type.Namespace, Namespace);
    }

    /// <summary>
    /// ECMA-335 II.23.3: the prolog 0x0001, the constructor's strings, each behind its length, the number of named arguments,
    /// and of each 0x54 (a property), 0x0E (a string), its name and its value.
    /// </summary>
    private static StreamSchema Decode(BlobReader blob)
    {
        blob.ReadUInt16();
        string name = blob.ReadSerializedString() ?? "";
        string createTable = blob.ReadSerializedString() ?? "";
        string reasons = blob.ReadSerializedString() ?? "";
        blob.ReadSerializedString(); // the Avro schema, which the shape holds too
        string shape = "";
        for (int named = blob.ReadUInt16(); named > 0; named--)
        {
            blob.ReadUInt16();
            bool isShape = blob.ReadSerializedString() == ShapeProperty;
            string value = blob.ReadSerializedString() ?? "";
            shape = isShape ? value : shape;
        }

        return new StreamSchema(name, createTable, reasons.Split('\n'), shape);
    }
}
