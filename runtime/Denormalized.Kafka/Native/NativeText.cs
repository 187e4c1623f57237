using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.Kafka.Native;

internal static unsafe class NativeText
{
    public const int ErrorSize = 512;

    public static string Of(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    public static string Of(byte* text, nuint length) => text == null ? "" : Encoding.UTF8.GetString(text, checked((int)length));
}
