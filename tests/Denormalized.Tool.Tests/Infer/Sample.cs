using System.Text;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>Infers from JSON text.</summary>
internal static class Sample
{
    public static InferenceResult Infer(byte[] json, ReadOptions? options = null) =>
        Inference.Run([InputSource.Open("sample.json", new MemoryStream(json))], options ?? new ReadOptions());

    public static Decision Decide(string json, string path = "$") =>
        Infer(Encoding.UTF8.GetBytes(json)).Root.All().Single(d => d.Path == path);

    /// <summary>The decision about member <c>key</c> of rows that hold nothing but it.</summary>
    public static Decision Of(string key, params string[] values) =>
        Decide(string.Join('\n', values.Select(v => $"{{\"{key}\":{v}}}")), $"$.{key}");

    public static string CSharp(string json, string name = "Sample") => CSharp(Encoding.UTF8.GetBytes(json), name);

    public static string CSharp(byte[] json, string name = "Sample", ReadOptions? options = null)
    {
        var output = new StringWriter { NewLine = "\n" };
        CSharpEmitter.Write(output, CSharpModelBuilder.Build(Infer(json, options).Root, "Samples", name, "samples", ["From a test."]));
        return output.ToString();
    }
}
