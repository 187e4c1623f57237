using System.ComponentModel;
using System.Text;
using Denormalized.Schema;

namespace Denormalized.CompilerServices;

/// <summary>
/// Names the field that a byte of an Avro message belongs to: <c>lines[3].price</c>. Avro writes no names, so the message is
/// read again by its schema, and only when it was refused.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AvroPath
{
    /// <summary>The error with its field.</summary>
    /// <param name="error">What a decoder said of <paramref name="message"/>.</param>
    /// <param name="schema">The schema that the message was written with.</param>
    /// <param name="message">The message, without framing.</param>
    public static DecodeError Name(DecodeError error, AvroSchema schema, ReadOnlySpan<byte> message)
    {
        // A decoder that names a member has better knowledge; of an enum it names the type.
        if (error.Path.Length > 0 && error.Failure != DecodeFailure.Enum)
        {
            return error;
        }

        string path = Of(schema, message, error.Offset);
        return path.Length == 0 ? error : error.In(path);
    }

    /// <summary>The field whose value the byte at <paramref name="offset"/> belongs to; empty when there is none.</summary>
    public static string Of(AvroSchema schema, ReadOnlySpan<byte> message, int offset)
    {
        var input = new AvroCursor(message);
        var walk = new Walk(offset);
        return walk.Passes(schema, ref input) ? "" : walk.Find(schema, ref input);
    }

    private sealed class Walk(int offset)
    {
        private readonly AvroSkips _skips = new();
        private readonly Dictionary<AvroSchema, AvroSkip> _known = [];
        private readonly StringBuilder _path = new();

        /// <summary>Goes behind a value that the place is not in; else stays in front of it.</summary>
        public bool Passes(AvroSchema schema, ref AvroCursor input)
        {
            AvroCursor behind = input;
            if (Skip(schema).Skip(ref behind) && behind.At <= offset)
            {
                input = behind;
                return true;
            }

            return false;
        }

        /// <summary>The path of the place within a value that it is in.</summary>
        public string Find(AvroSchema schema, ref AvroCursor input)
        {
            switch (schema)
            {
                case AvroRecord record when input.TryEnter():
                    foreach (AvroField field in record.Fields)
                    {
                        if (!Passes(field.Type, ref input))
                        {
                            _path.Append(_path.Length == 0 ? "" : ".").Append(field.Name);
                            return Find(field.Type, ref input);
                        }
                    }

                    break;
                case AvroArray array:
                    return FindItem(array.Items, false, ref input);
                case AvroMap map:
                    return FindItem(map.Values, true, ref input);
                case AvroUnion union when input.TryIndex(union.Branches.Count, DecodeFailure.Length, out int branch) && input.At <= offset:
                    return Find(union.Branches[branch], ref input);
            }

            return _path.ToString();
        }

        private string FindItem(AvroSchema item, bool hasKeys, ref AvroCursor input)
        {
            int minBytes = (hasKeys ? 1 : 0) + Skip(item).MinBytes;
            int index = 0;
            while (input.TryBlock(minBytes, out long count, out _) && input.At <= offset && count > 0)
            {
                for (; count > 0; count--, index++)
                {
                    int start = input.At;
                    if (hasKeys && (!input.TrySkipBytes() || input.At > offset))
                    {
                        return _path.ToString();
                    }

                    int end = input.At;
                    if (!Passes(item, ref input))
                    {
                        _path.Append('[').Append(hasKeys ? Key(input.Data[start..end]) : $"{index}").Append(']');
                        return Find(item, ref input);
                    }
                }
            }

            return _path.ToString();
        }

        private AvroSkip Skip(AvroSchema schema)
        {
            if (!_known.TryGetValue(schema, out AvroSkip? skip))
            {
                _known.Add(schema, skip = _skips.Of(schema));
            }

            return skip;
        }

        /// <summary>The text behind its length.</summary>
        private static string Key(ReadOnlySpan<byte> bytes)
        {
            int length = bytes.IndexOfAnyInRange((byte)0, (byte)0x7F) + 1;
            return $"\"{Encoding.UTF8.GetString(bytes[length..])}\"";
        }
    }
}
