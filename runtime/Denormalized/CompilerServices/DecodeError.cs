namespace Denormalized.CompilerServices;

/// <summary>Why a message was refused, and where.</summary>
/// <param name="Failure">The kind of failure.</param>
/// <param name="Offset">Offset in the message, in bytes.</param>
/// <param name="Path">The field: a JSON path such as <c>$.user.tags[3]</c>, or dotted Avro names; empty when not known.</param>
/// <param name="Message">One sentence with all of it.</param>
public readonly record struct DecodeError(DecodeFailure Failure, int Offset, string Path, string Message)
{
    /// <summary>Makes the sentence.</summary>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="offset">Offset in the message, in bytes.</param>
    /// <param name="path">The field; empty when not known.</param>
    /// <param name="member">Name of the field or enum that the failure is about; null when the path says it.</param>
    public static DecodeError Create(DecodeFailure failure, int offset, string path, string? member = null)
    {
        string where = path.Length == 0 ? $"at byte {offset}" : $"{path} at byte {offset}";
        return new DecodeError(failure, offset, path, $"{where}: {Describe(failure, member)}");
    }

    /// <summary>The same error in a message that begins <paramref name="bytes"/> earlier.</summary>
    public DecodeError Behind(int bytes)
    {
        int at = Message.IndexOf($"at byte {Offset}", StringComparison.Ordinal);
        return bytes == 0 || at < 0 ? this : this with
        {
            Offset = Offset + bytes,
            Message = $"{Message.AsSpan(0, at)}at byte {Offset + bytes}{Message.AsSpan(at + $"at byte {Offset}".Length)}",
        };
    }

    /// <summary>The same error with the field that it is in.</summary>
    public DecodeError In(string path)
    {
        int at = Message.IndexOf($"at byte {Offset}", StringComparison.Ordinal);
        return this with { Path = path, Message = at < 0 ? $"{path}: {Message}" : $"{path} {Message.AsSpan(at)}" };
    }

    /// <inheritdoc/>
    public override string ToString() => Message;

    private static string Describe(DecodeFailure failure, string? member) => failure switch
    {
        DecodeFailure.None => "no failure",
        DecodeFailure.NotAnObject => "an object is expected",
        DecodeFailure.Key => "a key in quotes is expected",
        DecodeFailure.Colon => "a colon is expected behind the key",
        DecodeFailure.CommaOrEnd => "a comma or the end of the object or array is expected",
        DecodeFailure.Value => "the value is not of the field's type",
        DecodeFailure.Number => "the number is malformed, or has a fraction or exponent where an integer is expected",
        DecodeFailure.Range => "the value is outside the range of the field's type",
        DecodeFailure.Control => "a control character stands in a string; it must be escaped",
        DecodeFailure.Escape => "the string holds an unknown escape",
        DecodeFailure.Surrogate => "the string holds an unpaired surrogate",
        DecodeFailure.Utf8 => "the string is not valid UTF-8",
        DecodeFailure.Uuid => "a UUID of the form 00112233-4455-6677-8899-aabbccddeeff is expected",
        DecodeFailure.Timestamp => "an ISO 8601 instant with a zone is expected, such as 2026-01-31T23:59:59.123Z",
        DecodeFailure.Date => "a date is expected, such as 2026-01-31",
        DecodeFailure.Time => "a time of day is expected, such as 23:59:59.123",
        DecodeFailure.Duration => "a duration is expected, such as PT1H30M or 01:30:00",
        DecodeFailure.Enum => member is null ? "the enum has no such member" : $"{member} has no such member",
        DecodeFailure.Depth => "nested deeper than 64",
        DecodeFailure.Trailing => "bytes follow the end of the message",
        DecodeFailure.Truncated => "the message ends too early",
        DecodeFailure.Missing => member is null ? "a required field is missing" : $"the required field '{member}' is missing",
        DecodeFailure.Null => member is null ? "null is not allowed" : $"null is not allowed for '{member}'",
        DecodeFailure.TooLarge => "the message is longer than the limit",
        DecodeFailure.Precision => "the decimal has more digits than the column keeps; nothing is rounded",
        DecodeFailure.Magic => "the message does not begin with the expected frame",
        DecodeFailure.SchemaId => "the schema of the message is not known",
        DecodeFailure.Unresolved => member ?? "data of the writer's schema has no form in the reader's",
        DecodeFailure.Length => "a length, count or index is impossible, or not the one that was declared",
        DecodeFailure.LocalTime => "a date and time without a zone is expected, such as 2026-01-31T23:59:59.123",
        DecodeFailure.Base64 => "bytes in base64 with padding are expected",
        DecodeFailure.Address => "an IP address is expected, such as 192.0.2.1 or (unless it is declared as version 4) 2001:db8::1",
        _ => failure.ToString(),
    };
}
