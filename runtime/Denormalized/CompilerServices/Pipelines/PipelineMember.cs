using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>A value of the row at hand that costs something to make, such as a list or the whole record: made when it is asked for, once.</summary>
/// <param name="read">Makes it of the columns.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PipelineMember<T>(Func<T> read)
{
    private T _value = default!;
    private bool _isRead;

    /// <summary>The value.</summary>
    public T Value => _isRead ? _value : Read();

    /// <summary>Another row is at hand.</summary>
    public void Reset()
    {
        if (_isRead)
        {
            _isRead = false;
            _value = default!;
        }
    }

    private T Read()
    {
        _value = read();
        _isRead = true;
        return _value;
    }
}
