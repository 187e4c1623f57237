using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits what a scope does with rows: decoding, and taking record objects.</summary>
internal static class ScopeMembers
{
    /// <summary>Decoders of JSON and Avro; those of elements and of a case are called by the scope around them.</summary>
    public static void EmitDecoders(CodeWriter w, ScopePlan scope, EnumNames enums)
    {
        var json = new JsonDecoderEmitter(w, scope.Slots, enums);
        var avro = new AvroDecoderEmitter(w, scope, enums);
        switch (scope.Record)
        {
            case { Hierarchy: not null }:
                new HierarchyDecoderEmitter(w, scope, enums).Emit();
                break;
            case { Case: null }:
                json.EmitRecord();
                avro.EmitRecord();
                break;
            default:
                if (scope.Record is not null)
                {
                    json.EmitDefaults();
                }

                json.EmitCollections();
                avro.EmitCollections();
                break;
        }
    }

    public static void EmitAppend(CodeWriter w, ScopePlan scope, EnumNames enums)
    {
        if (scope.Record is not null)
        {
            new AppendEmitter(w, scope, enums).EmitRecord();
        }
    }
}
