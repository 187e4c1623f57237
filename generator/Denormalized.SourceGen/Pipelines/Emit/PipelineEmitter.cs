using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>Names that the files of one pipeline share.</summary>
internal sealed class PipelineNames(PipelineModel pipeline)
{
    /// <summary>The row view is not local to its file, so its name is made unique by what it is for.</summary>
    public string Row(SourceModel source)
        => $"{source.Record.Name}Row_{(uint)Fingerprint.Hash(pipeline.MetadataName + "/" + source.Record.Clr):x8}";

    public string RowType(SourceModel source) => "global::Denormalized.Generated." + Row(source);

    /// <summary>Type of what a lambda over the source is called with.</summary>
    public string RowType(SourceModel source, CodeModel code) => code.TakesRecord ? source.Record.Clr : RowType(source);

    /// <summary>Method that holds a lambda: two underscores are reserved for code like this.</summary>
    public string Method(int output, string part) => $"__{pipeline.Outputs[output].Method}_{output}_{part}";
}

/// <summary>Emits the runtime of a pipeline: decode, run, write, all rows of a message or none.</summary>
internal sealed class PipelineEmitter
{
    private readonly CodeWriter _w = new();
    private readonly EnumNames _enums = new();
    private readonly ScopePlanner _planner = new();
    private readonly PipelineModel _pipeline;
    private readonly PipelineNames _names;
    private readonly ScopePlan?[] _sources; // null: decoded into the output
    private readonly ScopePlan[] _outputs;
    private readonly string _runtime;

    private PipelineEmitter(PipelineModel pipeline)
    {
        _pipeline = pipeline;
        _names = new PipelineNames(pipeline);
        _runtime = pipeline.ClassName + "Runtime";
        _sources = pipeline.Sources.Select((s, i) => InPlace(i) is null ? _planner.PlanProjection(s.Record, s.UsageOf) : null).ToArray();
        var planned = new Dictionary<string, ScopePlan>(StringComparer.Ordinal);
        _outputs = pipeline.Outputs.Select(o => planned.TryGetValue(o.Record.Clr, out ScopePlan known)
            ? known
            : planned[o.Record.Clr] = _planner.PlanProjection(o.Record, static _ => Usage.All)).ToArray();
    }

    public static string Emit(PipelineModel pipeline) => new PipelineEmitter(pipeline).Emit();

    private string Emit()
    {
        StreamEmitter.FileHeader(_w);
        EmitComment();
        var readers = new SourceReaderEmitter(_w);
        EmitRuntime();
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i] is { } scope)
            {
                new RowViewEmitter(_w, _pipeline.Sources[i]).Emit(Views(i, scope));
                readers.Emit(_pipeline.Sources[i], scope, Views(i, scope));
            }
        }

        readers.EmitNested();
        foreach (ScopePlan scope in Enumerable.Reverse(_planner.Scopes))
        {
            EmitScope(scope);
        }

        foreach ((string name, EnumType type) in _enums.All)
        {
            EnumEmitter.Emit(_w, name, type);
        }

        return _w.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>
    /// The output that stores every row of a source as it is, where no other method reads that source: messages are decoded
    /// into its columns, and nothing is copied.
    /// </summary>
    private int? InPlace(int source)
    {
        int[] outputs = OutputsOf(source);
        return outputs.Length == 1 && _pipeline.Outputs[outputs[0]] is { Projection: CopyProjection, Filters.Count: 0 } ? outputs[0] : null;
    }

    private int[] OutputsOf(int source) => Enumerable.Range(0, _pipeline.Outputs.Count).Where(i => _pipeline.Outputs[i].Source == source).ToArray();

    private bool IsInPlace(int output) => InPlace(_pipeline.Outputs[output].Source) == output;

    private RowView Views(int source, ScopePlan scope) => RowView.Of(_pipeline.Sources[source], scope, _names.Row(_pipeline.Sources[source]));

    private void EmitComment()
    {
        _w.Line($"// Pipeline {Literals.Text(_pipeline.Name)}: {_pipeline.Clr.Replace("global::", "")}");
        foreach (SourceModel source in _pipeline.Sources)
        {
            string used = source.WholeRecord ? "all, for a record object" : source.Used.Count + source.Parts.Count == 0 ? "none" : string.Join(", ", source.Used.Concat(source.Parts));
            _w.Line($"//   reads {source.Record.Clr.Replace("global::", "")}: {used}");
        }

        foreach (OutputModel output in _pipeline.Outputs)
        {
            string how = InPlace(output.Source) is null ? Describe(output) : "messages are decoded into its columns";
            _w.Line($"//   {output.Method} writes {output.Record.Clr.Replace("global::", "")}: {how}");
        }

        _w.Line();
    }

    private static string Describe(OutputModel output) => output.Projection switch
    {
        CopyProjection => "its columns are copied",
        MemberProjection members => "member by member" + (members.Members.Any(m => m.CopyOf is not null)
            ? "; copied as they lie: " + string.Join(", ", members.Members.Where(m => m.CopyOf is not null).Select(m => m.Member))
            : "") + (members.Members.Any(m => m.Text.Count > 0)
            ? "; joined as UTF-8: " + string.Join(", ", members.Members.Where(m => m.Text.Count > 0).Select(m => m.Member))
            : ""),
        RecordProjection => "of a record object",
        _ => "of a record object, by composed lambdas",
    };

    private void EmitRuntime()
    {
        using (_w.Open($"file sealed class {_runtime} : global::Denormalized.CompilerServices.PipelineRuntime"))
        {
            EmitInfo();
            EmitFields();
            _w.Line();
            EmitConstructor();
            EmitOverrides();
            for (int i = 0; i < _sources.Length; i++)
            {
                EmitProcess(i);
            }

            for (int i = 0; i < _outputs.Length; i++)
            {
                if (_sources[_pipeline.Outputs[i].Source] is { } from)
                {
                    new OutputEmitter(_w, _pipeline, _names, i, from, _outputs[i], _enums).Emit();
                }
            }
        }

        _w.Line();
    }

    private void EmitInfo()
    {
        RecordModel[] records = _pipeline.Sources.Select(s => s.Record).Concat(_pipeline.Outputs.Select(o => o.Record))
            .GroupBy(r => r.Clr).Select(g => g.First()).ToArray();
        for (int i = 0; i < records.Length; i++)
        {
            StreamEmitter.EmitInfo(_w, records[i], "s_stream" + i);
            _w.Line();
        }

        string Streams(IEnumerable<RecordModel> of) => string.Join(", ", of.Select(r => "s_stream" + Array.FindIndex(records, k => k.Clr == r.Clr)));
        _w.Line($"private static readonly PipelineInfo s_info = new({Literals.Text(_pipeline.Name)}, 0x{Fingerprint.Of(_pipeline):x16}UL, "
            + $"[{Streams(_pipeline.Sources.Select(s => s.Record))}], [{Streams(_pipeline.Outputs.Select(o => o.Record))}]);");
        _w.Line();
    }

    private void EmitFields()
    {
        _w.Line($"private readonly {_pipeline.Clr} _pipeline;");
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i] is { } scope)
            {
                _w.Line($"private readonly {scope.ClassName} _columns{i} = new();");
                _w.Line($"private readonly PipelineSource _source{i};");
                _w.Line($"private readonly {_names.Row(_pipeline.Sources[i])} _row{i};");
            }
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            if (IsInPlace(i))
            {
                string clr = _pipeline.Outputs[i].Record.Clr;
                _w.Line($"private readonly ScopedColumns<{clr}> _output{i} = new(new {_outputs[i].ClassName}());");
                continue;
            }

            _w.Line($"private readonly {_outputs[i].ClassName} _written{i} = new();");
            _w.Line($"private readonly PipelineOutput _output{i};");
            if (_pipeline.Outputs[i].Projection is ChainProjection chain)
            {
                SourceModel source = _pipeline.Sources[_pipeline.Outputs[i].Source];
                _w.Line($"private readonly PipelineChain<{_names.RowType(source, chain.Steps[0].Code)}, {_pipeline.Outputs[i].Record.Clr}> _chain{i};");
            }
        }

        _w.Line("private int _last;");
    }

    private void EmitConstructor()
    {
        using (_w.Open($"private {_runtime}(IServiceProvider services)"))
        {
            string services = string.Join(", ", _pipeline.Services.Select(s => s == "global::System.IServiceProvider"
                ? "services"
                : $"PipelineRegistry.Service<{s}>(services, {Literals.Text(_pipeline.Name)})"));
            _w.Line($"_pipeline = new {_pipeline.Clr}({services});");
            for (int i = 0; i < _sources.Length; i++)
            {
                if (_sources[i] is { } scope)
                {
                    _w.Line($"_source{i} = new PipelineSource(_columns{i});");
                    RowViewEmitter.EmitNew(_w, $"_row{i}", Views(i, scope), _pipeline.Sources[i], $"_columns{i}");
                }
            }

            for (int i = 0; i < _outputs.Length; i++)
            {
                if (IsInPlace(i))
                {
                    continue;
                }

                _w.Line($"_output{i} = new PipelineOutput(_written{i});");
                if (_pipeline.Outputs[i].Projection is ChainProjection)
                {
                    _w.Line($"_chain{i} = _pipeline.{_names.Method(i, "Chain")}();");
                }
            }
        }

        _w.Line();
    }

    private void EmitOverrides()
    {
        _w.Line("public override PipelineInfo Info => s_info;");
        _w.Line();
        string errors = string.Concat(Enumerable.Range(0, _sources.Length).Select(i => $"{i} => {Decoder(i)}.Error, "));
        _w.Line($"public override DecodeError Error => _last switch {{ {errors}_ => default }};");
        _w.Line();
        _w.Line("[ModuleInitializer]");
        _w.Line($"internal static void Register() => PipelineRegistry.Register<{_pipeline.Clr}>(s_info, static services => new {_runtime}(services));");
        _w.Line();
        Switch("public override global::Denormalized.RecordColumns Output(int index)", "index", _outputs.Length, i => $"_output{i}");
        Switch("public override StepOutcome Process(int source, MessageEncoding encoding, ReadOnlySpan<byte> message, ulong outputs)", "source", _sources.Length, i => $"Process{i}(encoding, message, outputs)");
        using (_w.Open("public override void Discard()"))
        {
            for (int i = 0; i < _outputs.Length; i++)
            {
                if (!IsInPlace(i))
                {
                    _w.Line($"_output{i}.Discard();");
                }
            }
        }

        _w.Line();
        EmitDispose();
    }

    private void Switch(string header, string value, int count, Func<int, string> result)
    {
        using (_w.Open($"{header} => {value} switch", "};"))
        {
            for (int i = 0; i < count; i++)
            {
                _w.Line($"{i} => {result(i)},");
            }

            _w.Line($"_ => throw new ArgumentOutOfRangeException(nameof({value})),");
        }

        _w.Line();
    }

    private void EmitDispose()
    {
        using (_w.Open("protected override void Dispose(bool disposing)"))
        {
            for (int i = 0; i < _sources.Length; i++)
            {
                if (InPlace(i) is null)
                {
                    _w.Line($"_source{i}.Dispose();");
                }
            }

            for (int i = 0; i < _outputs.Length; i++)
            {
                _w.Line($"_output{i}.Dispose();");
            }

            if (_pipeline.IsDisposable)
            {
                _w.Line("((IDisposable)_pipeline).Dispose();");
            }
        }
    }

    /// <summary>One message: decoded once, given to every method that reads this source, committed together.</summary>
    private void EmitProcess(int source)
    {
        int[] outputs = OutputsOf(source);
        _w.Line();
        using (_w.Open($"private StepOutcome Process{source}(MessageEncoding encoding, ReadOnlySpan<byte> message, ulong outputs)"))
        {
            _w.Line($"_last = {source};");
            if (InPlace(source) is { } stored)
            {
                _w.Line($"if ((outputs & 0x{1UL << stored:X}UL) == 0) {{ return StepOutcome.Filtered; }}");
                _w.Line($"bool decoded = encoding == MessageEncoding.Avro ? _output{stored}.TryAddAvro(message) : _output{stored}.TryAddJson(message);");
                _w.Line("return decoded ? StepOutcome.Stored : StepOutcome.Failed;");
                return;
            }

            _w.Line($"if (!_source{source}.TryDecode(encoding, message)) {{ return StepOutcome.Failed; }}");
            _w.Line();
            _w.Line($"_row{source}.__Next();");
            foreach (int i in outputs)
            {
                _w.Line($"bool stored{i} = (outputs & 0x{1UL << i:X}UL) != 0 && Run{i}();");
            }

            foreach (int i in outputs)
            {
                _w.Line($"if (stored{i}) {{ _output{i}.Commit(); }}");
            }

            _w.Line($"return {string.Join(" || ", outputs.Select(i => "stored" + i))} ? StepOutcome.Stored : StepOutcome.Filtered;");
        }
    }

    /// <summary>What knows why a message of a source was refused.</summary>
    private string Decoder(int source) => InPlace(source) is { } output ? "_output" + output : "_source" + source;

    private void EmitScope(ScopePlan scope)
    {
        bool isOutput = Array.IndexOf(_outputs, scope) >= 0;
        if (Enumerable.Range(0, _outputs.Length).Any(i => _outputs[i] == scope && IsInPlace(i)))
        {
            StreamEmitter.EmitScope(_w, scope, isRoot: true, _enums);
            return;
        }

        if (scope.IsProjection && !isOutput)
        {
            ScopeEmitter.Emit(_w, scope, "MessageScope", isRoot: false, () =>
            {
                ScopeMembers.EmitDecoders(_w, scope, _enums);
            });
        }
        else if (isOutput)
        {
            ScopeEmitter.Emit(_w, scope, $"OutputScope<{scope.Record!.Clr}>", isRoot: true, () => ScopeMembers.EmitAppend(_w, scope, _enums));
        }
        else
        {
            StreamEmitter.EmitScope(_w, scope, isRoot: false, _enums);
        }
    }
}
