using System.Buffers.Binary;
using System.Text;
using Denormalized.ClickHouse;

namespace Denormalized.Hosting.Tests;

/// <summary>The embedded engine with a database of the test's own, and hooks to make it fail.</summary>
internal sealed class Engine : IClickHouse
{
    private static int s_databases;

    private readonly EmbeddedClickHouse _engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = $"hosting_{Interlocked.Increment(ref s_databases)}", MaxThreads = 1 });
    private int _inserts;

    /// <summary>Called with the number of the insert, from 1, before it reaches the engine.</summary>
    public Func<int, InsertCommand, Task> BeforeInsert { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called when the rows are stored, before the caller learns it.</summary>
    public Func<int, InsertCommand, Task> AfterInsert { get; set; } = (_, _) => Task.CompletedTask;

    public int Inserts => _inserts;

    public string Description => _engine.Description;

    public Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) =>
        _engine.ExecuteAsync(sql, parameters, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) =>
        _engine.QueryAsync(sql, format, parameters, cancellationToken);

    public async Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
    {
        var number = Interlocked.Increment(ref _inserts);
        await BeforeInsert(number, command).WaitAsync(cancellationToken);
        var rows = await _engine.InsertAsync(command, body, cancellationToken);
        await AfterInsert(number, command).WaitAsync(cancellationToken);
        return rows;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    /// <summary>A column of Int64, sorted.</summary>
    public async Task<List<long>> NumbersAsync(string sql)
    {
        var bytes = await BytesAsync(sql);
        var numbers = new List<long>();
        for (var i = 0; i < bytes.Length; i += sizeof(long))
        {
            numbers.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i)));
        }

        return numbers;
    }

    /// <summary>The answer as tab-separated text.</summary>
    public async Task<string> TextAsync(string sql)
    {
        using var answer = new MemoryStream();
        await foreach (var chunk in QueryAsync(sql, "TSV"))
        {
            answer.Write(chunk.Span);
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    private async Task<byte[]> BytesAsync(string sql)
    {
        using var answer = new MemoryStream();
        await foreach (var chunk in QueryAsync(sql, "RowBinary"))
        {
            answer.Write(chunk.Span);
        }

        return answer.ToArray();
    }
}
