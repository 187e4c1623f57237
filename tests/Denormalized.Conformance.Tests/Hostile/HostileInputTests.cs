using System.Buffers;
using System.Diagnostics;
using Denormalized.Avro.Tests;
using Denormalized.CompilerServices;
using Denormalized.TestSupport;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests.Hostile;

/// <summary>
/// Mutated input of every type, in each format that is read: a value or an exception that is documented, never another one,
/// never much memory. Inputs that failed, and shapes that mutation seldom finds, are kept in <c>Corpus</c>: a file for each, its
/// format in front of its name.
/// </summary>
[Collection("alone")]
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const long MaxBytes = 64 << 20;

    private static readonly string[] s_formats = ["json", "avro", "native", "rowbinary"];

    public static TheoryData<string> Formats => [.. s_formats];

    public static TheoryData<string> Corpus => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Hostile", "Corpus")).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_input_short(string format) => Run(format, 2_000, seed: 1);

    /// <summary>The long form, a million inputs of each format; <c>make interop</c> runs it.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Category", "Interop")]
    public void Mutated_input_long(string format) => Run(format, 1_000_000, seed: 2);

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Kept_inputs_are_values_or_refused(string file)
    {
        byte[] input = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Hostile", "Corpus", file));
        using var bench = new Bench();
        bench.Takes(file[..file.IndexOf('-', StringComparison.Ordinal)], input);
    }

    /// <summary>All of a good input is taken, and no beginning of it.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_truncation_is_refused(string format)
    {
        using var bench = new Bench();
        byte[] good = Good(format, rows: 1)[^1];
        Assert.True(bench.Takes(format, good), bench.Refusal);
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(bench.Takes(format, good[..length]), $"{length} bytes of {good.Length} were taken");
        }
    }

    private void Run(string format, int inputs, int seed)
    {
        var mutations = new Mutations(seed, format == "json" ? Mutations.Json : null);
        byte[][] good = Good(format);
        using var bench = new Bench();
        var memory = new ResidentMemory();
        var time = Stopwatch.StartNew();
        long largest = 0;
        int values = 0;
        for (int i = 0; i < inputs; i++)
        {
            memory.Next();
            byte[] input = mutations.Mutate(good[i % good.Length]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                values += bench.Takes(format, input) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{format}: input {i} of seed {seed}: keep it as Corpus/{format}-<what is wrong>: {Convert.ToBase64String(input)}", e);
            }

            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{format}: {values} of {inputs} taken in {time.Elapsed.TotalSeconds:0} s, {largest} bytes of objects for one at most, {memory.Largest} bytes of memory for {ResidentMemory.Inputs} at most, reasons {string.Join(", ", bench.Reasons.OrderByDescending(r => r.Value).Select(r => $"{r.Key} {r.Value}"))}");
        Assert.InRange(largest, 0, MaxBytes);
        Assert.InRange(memory.Largest, 0, MaxBytes);
        Assert.InRange(values, inputs / 1000, inputs - (inputs / 10));
    }

    /// <summary>Each tenth row of the corpus, all of its kinds among them; blocks hold some rows.</summary>
    private static byte[][] Good(string format, int rows = 3)
    {
        Everything[] all = [.. Conformance.Tests.Corpus.Cases.Where((_, i) => i % 10 == 0).Select(c => c.Row)];
        return format switch
        {
            "json" => [.. all.Where(IsJson).Select(r => Bytes(o => Hops.Codec.WriteJson(o, r)))],
            "avro" => [.. all.Select(Hops.Avro)],
            "native" => [.. all.Chunk(rows).Select(r => Hops.Native(r))],
            _ => [.. all.Chunk(rows).Select(r => Bytes(o => RowBinary.Write<Everything>(o, Hops.Codec, r)))],
        };
    }

    /// <summary>NaN and the infinities are not.</summary>
    private static bool IsJson(Everything row)
    {
        try
        {
            Hops.Codec.WriteJson(new ArrayBufferWriter<byte>(), row);
            return true;
        }
        catch (WireRangeException)
        {
            return false;
        }
    }

    private static byte[] Bytes(Action<ArrayBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Everything that reads bytes from outside.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly RecordColumns<Everything> _columns = Hops.Codec.CreateColumns();
        private readonly AvroWays<Everything> _avro = new(Hops.Codec);

        public Dictionary<string, int> Reasons { get; } = [];

        public string Refusal { get; private set; } = "";

        public bool Takes(string format, byte[] input)
        {
            try
            {
                return format switch
                {
                    "json" => Same(_columns.TryAddJson(input), () => Hops.Codec.ReadJson(input)),
                    "avro" => Same(_columns.TryAddAvro(input), () => _avro.Read(input)),
                    "native" => Hops.ReadNative(input).Count > 0,
                    "rowbinary" => RowBinary.ReadAsync(Hops.Codec, Once(input)).ToBlockingEnumerable().ToList().Count > 0,
                    _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
                };
            }
            catch (Exception e) when (e is SchemaMismatchException or InvalidDataException or WireRangeException || (e is NotSupportedException && e.Message.StartsWith("The column type", StringComparison.Ordinal)))
            {
                Refused(e.GetType().Name, e.Message);
                return false;
            }
        }

        public void Dispose()
        {
            _columns.Dispose();
            _avro.Dispose();
        }

        /// <summary>Columns and records take the same messages.</summary>
        private bool Same(bool added, Func<Everything> read)
        {
            Assert.True(_columns.Bytes <= MaxBytes);
            DecodeError error = _columns.Error;
            if (_columns.Rows > 100)
            {
                _columns.Clear();
            }

            try
            {
                read();
                Assert.True(added, $"a record was read, columns said {error}");
            }
            catch (DecodeException e)
            {
                Assert.False(added, $"columns took it, a record was refused: {e.Message}");
                Assert.Equal(error.Failure, e.Error.Failure);
                Refused(error.Failure.ToString(), e.Message);
            }

            return added;
        }

        private void Refused(string kind, string message)
        {
            Assert.NotEqual("", message);
            Refusal = message;
            Reasons[kind] = Reasons.GetValueOrDefault(kind) + 1;
        }

        private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Once(byte[] input)
        {
            yield return input;
            await Task.CompletedTask;
        }
    }
}
