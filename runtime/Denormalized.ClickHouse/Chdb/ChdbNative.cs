using System.Runtime.InteropServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// The C interface of chDB (programs/local/chdb.h). Every handle is opaque; strings are UTF-8 with explicit lengths.
/// The library behind the name <c>chdb</c> is chosen by <see cref="ChdbLibrary"/>.
/// </summary>
internal static unsafe partial class ChdbNative
{
    public const string Library = "chdb";

    [LibraryImport(Library, EntryPoint = "chdb_version")]
    public static partial byte* Version();

    /// <summary>Must run before the first connect, or chDB replaces the crash handlers of .NET.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_set_signal_handlers_enabled")]
    public static partial void SetSignalHandlersEnabled(int enabled);

    /// <summary>Returns a pointer to the connection handle, or null; the reason goes to stderr only.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_connect")]
    public static partial nint* Connect(int argc, byte** argv);

    [LibraryImport(Library, EntryPoint = "chdb_close_conn")]
    public static partial void CloseConnection(nint* connection);

    [LibraryImport(Library, EntryPoint = "chdb_query_with_params_n")]
    public static partial nint Query(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    [LibraryImport(Library, EntryPoint = "chdb_stream_query_with_params_n")]
    public static partial nint StreamQuery(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    /// <summary>Returns the next chunk as a result of its own; an empty one at the end.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_stream_fetch_result")]
    public static partial nint StreamFetch(nint connection, nint stream);

    [LibraryImport(Library, EntryPoint = "chdb_stream_cancel_query")]
    public static partial void StreamCancel(nint connection, nint stream);

    [LibraryImport(Library, EntryPoint = "chdb_destroy_query_result")]
    public static partial void DestroyResult(nint result);

    /// <summary>Never null; <see cref="InsertError"/> says whether it started. The statement carries no FORMAT.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_stream_insert_n")]
    public static partial nint InsertStart(nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength);

    /// <summary>Copies the bytes; blocks while the engine is behind.</summary>
    [LibraryImport(Library, EntryPoint = "chdb_stream_append")]
    public static partial int InsertAppend(nint insert, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "chdb_stream_done")]
    public static partial nint InsertDone(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_stream_cancel_insert")]
    public static partial void InsertCancel(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_stream_insert_error")]
    public static partial byte* InsertError(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_destroy_insert_stream")]
    public static partial void InsertDestroy(nint insert);

    [LibraryImport(Library, EntryPoint = "chdb_result_buffer")]
    public static partial byte* ResultBuffer(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_length")]
    public static partial nuint ResultLength(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_rows_written")]
    public static partial ulong ResultRowsWritten(nint result);

    [LibraryImport(Library, EntryPoint = "chdb_result_error")]
    public static partial byte* ResultError(nint result);
}
