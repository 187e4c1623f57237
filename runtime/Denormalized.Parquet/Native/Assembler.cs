using System.Runtime.CompilerServices;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Puts a column together in ClickHouse's Native layout (see <see cref="ColumnBlock"/>) from the levels and values of a file,
/// whose schema may be another one than ours: members are found by name, see <see cref="ReadConversions"/>.
/// </summary>
internal abstract unsafe class Assembler : IDisposable
{
    /// <summary>Makes the segments for so many rows or elements.</summary>
    /// <exception cref="InvalidDataException">A value has no form in the column.</exception>
    public abstract void Read(int slots);

    /// <summary>Adds the segments to the last column of a block.</summary>
    public abstract void Describe(ColumnBlock block);

    public abstract void Dispose();

    /// <summary>Values of one width or strings; where the file has none, defaults or nulls.</summary>
    public sealed class Leaf(NativeColumnType type, bool isNullable, FileLeaf? file, ReadConversion? convert, bool sharesTexts) : Assembler
    {
        private readonly ColumnMemory _nulls = new();
        private readonly ColumnMemory _values = new();
        private readonly bool _isText = type.Width == 0;
        private readonly TextDictionary _texts = new();
        private ParquetColumn? _dictionary;
        private int _version;

        public override void Read(int slots)
        {
            Look(_isText && sharesTexts ? file?.Column.Dictionary : null);
            _nulls.Clear();
            _values.Clear();
            if (isNullable)
            {
                new Span<byte>(_nulls.Take(slots), slots).Fill(file is null ? (byte)1 : (byte)0);
            }

            if (file is null)
            {
                AddDefaults(slots);
            }
            else if (file.Column.ValueCount == slots && file.Column.Count == slots)
            {
                AddAll(file.Column);
            }
            else
            {
                AddSome(file, slots);
            }
        }

        public override void Describe(ColumnBlock block)
        {
            if (isNullable)
            {
                block.Add(_nulls.Data, _nulls.Length);
            }

            if (_dictionary is not null)
            {
                block.Add(_texts, (int*)_values.Data, (int)(_values.Length / sizeof(int)));
                return;
            }

            block.Add(_values.Data, _values.Length);
        }

        /// <summary>Texts that the file has in a dictionary stay numbers: each becomes a string once.</summary>
        private void Look(ParquetColumn? dictionary)
        {
            _dictionary = dictionary;
            if (dictionary is not null && _version != dictionary.Version)
            {
                _version = dictionary.Version;
                _texts.Reset(dictionary.Values, dictionary.Ends);
            }
        }

        public override void Dispose()
        {
            _nulls.Dispose();
            _values.Dispose();
        }

        private void AddAll(ParquetColumn column)
        {
            if (!_isText && convert is null)
            {
                column.Values.CopyTo(new Span<byte>(_values.Take(column.Values.Length), column.Values.Length));
                return;
            }

            if (_dictionary is not null)
            {
                column.Keys.CopyTo(new Span<int>(_values.Take((long)column.ValueCount * sizeof(int)), column.ValueCount));
                return;
            }

            var values = new ValueCursor(column);
            for (int i = 0; i < column.ValueCount; i++)
            {
                Add(ref values);
            }
        }

        private void AddSome(FileLeaf file, int slots)
        {
            ParquetColumn column = file.Column;
            ReadOnlySpan<byte> definitions = column.DefinitionLevels;
            int max = column.Leaf.MaxDefinition;
            int slot = 0;
            var values = new ValueCursor(column);
            foreach (byte definition in definitions)
            {
                if (definition < file.ScopeDefinition)
                {
                    continue; // an empty list above
                }

                if (slot == slots)
                {
                    throw Uneven();
                }

                if (definition == max)
                {
                    Add(ref values);
                }
                else if (isNullable)
                {
                    _nulls.Data[slot] = 1;
                    AddDefaults(1);
                }
                else
                {
                    AddDefaults(definition < file.ExplainedDefinition ? 1 : throw new InvalidDataException($"'{column.Leaf.Name}' has a null, which the member cannot be"));
                }

                slot++;
            }

            if (slot != slots)
            {
                throw Uneven();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(scoped ref ValueCursor values)
        {
            if (_dictionary is not null)
            {
                *(int*)_values.Take(sizeof(int)) = values.NextKey();
                return;
            }

            ReadOnlySpan<byte> bytes = values.Next();
            if (_isText)
            {
                _values.AppendText(bytes);
                return;
            }

            var to = new Span<byte>(_values.Take(type.Width), type.Width);
            if (convert is null)
            {
                bytes.CopyTo(to);
            }
            else
            {
                convert(bytes, to);
            }
        }

        private void AddDefaults(int count)
        {
            if (_dictionary is not null)
            {
                new Span<int>(_values.Take((long)count * sizeof(int)), count).Fill(_texts.Empty);
                return;
            }

            int bytes = count * Math.Max(type.Width, 1); // an empty string is its length
            new Span<byte>(_values.Take(bytes), bytes).Clear();
            if (type.Name is "Enum8" or "Enum16" && type.Members.All(m => m.Value != 0))
            {
                FillFirstMember(count);
            }
        }

        /// <summary>An enum without 0 has no member that zero bytes would be.</summary>
        private void FillFirstMember(int count)
        {
            for (int i = 1; i <= count; i++)
            {
                byte* at = _values.Data + _values.Length - ((long)i * type.Width);
                if (type.Width == 1)
                {
                    *at = (byte)type.Members[0].Value;
                }
                else
                {
                    Unsafe.WriteUnaligned(at, (short)type.Members[0].Value);
                }
            }
        }
    }

    /// <summary>The values of a column of a file, one after the other.</summary>
    private ref struct ValueCursor(ParquetColumn column)
    {
        private readonly int _width = column.Leaf.Width;
        private readonly ReadOnlySpan<int> _keys = column.Keys;
        private readonly ReadOnlySpan<byte> _values = column.Dictionary is null ? column.Values : default;
        private readonly ReadOnlySpan<int> _ends = column.Dictionary is null ? column.Ends : default;
        private readonly ParquetColumn? _dictionary = column.Dictionary;
        private int _next;
        private int _start;

        public int NextKey() => _keys[_next++];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ReadOnlySpan<byte> Next()
        {
            if (_dictionary is not null)
            {
                return _dictionary.Bytes(NextKey());
            }

            int start = _start;
            _start = _ends.IsEmpty ? start + _width : _ends[_next++];
            return _values[start.._start];
        }
    }

    /// <summary>Ends of arrays or maps, and their contents.</summary>
    /// <param name="file">Any leaf below; null where the file has no such list.</param>
    /// <param name="repetition">Repetition level of elements that are not the first of their list.</param>
    /// <param name="definition">Definition level from which there is an element.</param>
    public sealed class List(FileLeaf? file, int repetition, int definition, Assembler[] contents) : Assembler
    {
        private readonly ColumnMemory _ends = new();

        public override void Read(int slots)
        {
            _ends.Clear();
            var ends = (ulong*)_ends.Take((long)slots * sizeof(ulong));
            new Span<ulong>(ends, slots).Clear();
            int elements = file is null ? 0 : Count(file, ends, slots);
            foreach (Assembler content in contents)
            {
                content.Read(elements);
            }
        }

        public override void Describe(ColumnBlock block)
        {
            block.Add(_ends.Data, _ends.Length);
            Array.ForEach(contents, c => c.Describe(block));
        }

        public override void Dispose()
        {
            _ends.Dispose();
            Array.ForEach(contents, c => c.Dispose());
        }

        private int Count(FileLeaf file, ulong* ends, int slots)
        {
            ReadOnlySpan<byte> definitions = file.Column.DefinitionLevels;
            ReadOnlySpan<byte> repetitions = file.Column.RepetitionLevels;
            int slot = -1;
            int elements = 0;
            for (int i = 0; i < definitions.Length; i++)
            {
                int repeated = repetitions[i];
                if (definitions[i] < file.ScopeDefinition || repeated > repetition)
                {
                    continue; // an empty list above, or the elements of a list below
                }

                if (repeated < repetition && ++slot == slots)
                {
                    throw Uneven();
                }

                if (definitions[i] >= definition)
                {
                    elements++;
                }

                if (slot < 0)
                {
                    throw Uneven();
                }

                ends[slot] = (ulong)elements;
            }

            return slot == slots - 1 ? elements : throw Uneven();
        }
    }

    /// <summary>Fields of a nested record; behind a presence flag where it is nullable.</summary>
    /// <param name="file">Any leaf below; null where the file has none.</param>
    /// <param name="definition">Definition level from which the record is there.</param>
    public sealed class Tuple(FileLeaf? file, bool isNullable, int repetition, int definition, Assembler[] fields) : Assembler
    {
        private readonly ColumnMemory _isSet = new();

        public override void Read(int slots)
        {
            _isSet.Clear();
            if (isNullable)
            {
                var flags = new Span<byte>(_isSet.Take(slots), slots);
                flags.Clear();
                if (file is not null)
                {
                    SetFlags(file, flags);
                }
            }

            foreach (Assembler field in fields)
            {
                field.Read(slots);
            }
        }

        public override void Describe(ColumnBlock block)
        {
            if (isNullable)
            {
                block.Add(_isSet.Data, _isSet.Length);
            }

            Array.ForEach(fields, f => f.Describe(block));
        }

        public override void Dispose()
        {
            _isSet.Dispose();
            Array.ForEach(fields, f => f.Dispose());
        }

        private void SetFlags(FileLeaf file, Span<byte> flags)
        {
            if (definition == 0)
            {
                flags.Fill(1);
                return;
            }

            ReadOnlySpan<byte> definitions = file.Column.DefinitionLevels;
            ReadOnlySpan<byte> repetitions = file.Column.RepetitionLevels;
            int slot = 0;
            for (int i = 0; i < definitions.Length; i++)
            {
                if (definitions[i] < file.ScopeDefinition || (repetitions.Length > 0 && repetitions[i] > repetition))
                {
                    continue;
                }

                if (slot == flags.Length)
                {
                    throw Uneven();
                }

                flags[slot++] = definitions[i] >= definition ? (byte)1 : (byte)0;
            }
        }
    }

    private static InvalidDataException Uneven() => new("the columns of a list or record do not have the same number of elements");
}

/// <summary>A column of the file, seen from a member.</summary>
/// <param name="Column">Levels and values.</param>
/// <param name="ScopeDefinition">Definition level from which an element of the innermost list around the member is there.</param>
/// <param name="ExplainedDefinition">Below it nothing is there because a nullable record above is null.</param>
internal sealed record FileLeaf(ParquetColumn Column, int ScopeDefinition, int ExplainedDefinition);
