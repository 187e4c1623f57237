using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// An implementation of Avro or Parquet in another language, in a process of its own: a request on each line, its answer on a line.
/// <c>tools/build/setup.sh interop</c> installs them.
/// </summary>
internal sealed class ForeignReader : IDisposable
{
    public const string AvroJs = "avro-js";
    public const string Avsc = "avsc";
    public const string Python = "python3-avro";
    public const string ParquetWasm = "parquet-wasm";
    public const string Hyparquet = "hyparquet";

    private static readonly string s_modules = Path.Combine(Root, ".native", "foreign");

    private readonly Process _process;

    public ForeignReader(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Foreign");
        string[] command = name == Python
            ? [s_python.Value!, Path.Combine(folder, "avro_python.py")]
            : ["node", Path.Combine(folder, name is ParquetWasm or Hyparquet ? "parquet.js" : "avro.js"), name, s_modules];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        _process = Process.Start(start)!;
    }

    public static string Root => typeof(ForeignReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Those for Avro that this machine has.</summary>
    public static IEnumerable<string> Available => new[] { AvroJs, Avsc, Python }
        .Where(n => n == Python ? s_python.Value is not null : Directory.Exists(Path.Combine(s_modules, "node_modules", n)));

    /// <summary>The first python that has the package: Debian installs it for its own, which need not be the first in the path.</summary>
    private static readonly Lazy<string?> s_python = new(() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasAvro));

    /// <summary>The value of each record of a file, as text.</summary>
    public string[] Read(string file) => [.. ((JsonArray)Ask(new JsonObject { ["operation"] = "read", ["file"] = file })).Select(v => v!.GetValue<string>())];

    /// <summary>Reads a container file and writes its records into another by its own writer.</summary>
    public void Rewrite(string file, string target, string codec) =>
        Ask(new JsonObject { ["operation"] = "rewrite", ["file"] = file, ["target"] = target, ["codec"] = codec });

    /// <summary>Reads a Parquet file and writes its rows into another; the named columns without a dictionary.</summary>
    public void Rewrite(string file, string target, string codec, int version, IReadOnlyDictionary<string, string> encodings) => Ask(new JsonObject
    {
        ["operation"] = "rewrite",
        ["file"] = file,
        ["target"] = target,
        ["codec"] = codec,
        ["version"] = version,
        ["encodings"] = JsonSerializer.SerializeToNode(encodings),
    });

    /// <summary>Data of the writer's schema in the reader's, in hexadecimal digits; null with the reason when it is refused.</summary>
    public string? Resolve(string writer, string reader, string data, out string error)
    {
        JsonObject answer = Send(new JsonObject { ["operation"] = "resolve", ["writer"] = writer, ["reader"] = reader, ["data"] = data });
        error = answer["error"]?.GetValue<string>() ?? "";
        return answer["result"]?.GetValue<string>();
    }

    /// <summary>Whether it says that all data of the writer can be read.</summary>
    public bool IsCompatible(string writer, string reader)
        => Send(new JsonObject { ["operation"] = "compatible", ["writer"] = writer, ["reader"] = reader })["result"]?.GetValue<bool>() ?? false;

    /// <summary>The MD5 fingerprint of a schema's canonical form.</summary>
    public string Md5(string schema) => Ask(new JsonObject { ["operation"] = "md5", ["schema"] = schema }).GetValue<string>();

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonNode Ask(JsonObject request)
    {
        JsonObject answer = Send(request);
        return answer["result"] ?? throw new InvalidOperationException(answer["error"]!.GetValue<string>());
    }

    private JsonObject Send(JsonObject request)
    {
        _process.StandardInput.Write(request.ToJsonString(JsonSerializerOptions.Default) + "\n");
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The foreign reader ended; its message is above.");
        return JsonNode.Parse(line)!.AsObject();
    }

    private static bool HasAvro(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import avro.datafile"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
