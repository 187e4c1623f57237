using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class StringColumnTests
{
    [Fact]
    public void Layout()
    {
        using var column = new StringColumn(0);
        column.Append("de");
        column.Append(null);
        column.Append("ü");
        column.AppendUtf8("xyz"u8);
        Assert.Equal("02646500" + "02c3bc" + "0378797a", Convert.ToHexStringLower(column.Written));
    }

    [Fact]
    public void Strings_of_every_length_come_back()
    {
        using var column = new StringColumn(0);
        var expected = new List<string>();
        foreach (int length in Enumerable.Range(0, 300).Concat([8192, 16383, 16384, 16385, 100_000]))
        {
            foreach (string value in new[] { new string('x', length), new string('x', length) + "ü", new string('路', length) })
            {
                expected.Add(value);
                column.Append(value);
                column.AppendUtf8(Encoding.UTF8.GetBytes(value));
            }
        }

        var cursor = new StringCursor { P = column.Base };
        foreach (string value in expected)
        {
            Assert.Equal(value, cursor.NextString());
            Assert.Equal(value, Encoding.UTF8.GetString(cursor.NextUtf8()));
        }

        Assert.True(cursor.P == column.Pos);
    }

    [Fact]
    public void An_unpaired_surrogate_is_an_error_that_names_the_member()
    {
        // Not as InlineData: attributes keep strings as UTF-8, which cannot hold these.
        foreach ((string value, int index) in new[] { ("a\ud800", 1), ("\udc00a", 0), ("ab😀\ud83d\ud83d", 4), (new string('x', 20_000) + "\ud800", 20_000) })
        {
            using var column = new StringColumn();
            WireRangeException e = Assert.Throws<WireRangeException>(() => column.Append(value, "Url"));
            Assert.Equal("Url", e.Member);
            Assert.Contains($"at index {index}", e.Message, StringComparison.Ordinal);
            Assert.Equal(0, column.Length);
        }
    }

    [Fact]
    public void A_row_is_seen_when_it_is_committed()
    {
        using var column = new StringColumn(0);
        column.Append("kept");
        column.Default();
        Assert.Equal("046b657074", Convert.ToHexStringLower(column.Written));
        column.Pos = column.Next;
        Assert.Equal("046b65707400", Convert.ToHexStringLower(column.Written));

        column.Mark();
        column.Append("a");
        column.Append(new string('b', 200));
        column.Append("c");
        column.Ensure(1 << 20);
        column.RewindTo(2);
        column.Append("d");
        var cursor = new StringCursor { P = column.Base };
        cursor.Skip();
        cursor.Skip();
        Assert.Equal(["a", new string('b', 200), "d"], new[] { cursor.NextString(), cursor.NextString(), cursor.NextString() });
        Assert.True(cursor.P == column.Pos);

        column.RewindTo(0);
        Assert.Equal("046b65707400", Convert.ToHexStringLower(column.Written));
        column.Append("e");
        column.Rollback();
        Assert.Equal("046b65707400", Convert.ToHexStringLower(column.Written));
        column.Clear();
        Assert.Equal(0, column.Length);
    }

    [Fact]
    public void Memory_of_an_unusual_fill_is_given_back()
    {
        using var column = new StringColumn(0);
        column.Ensure(200 << 20);
        column.Append("small");
        column.Clear();
        Assert.True(column.Limit - column.Base < 32 << 20);
        column.Append("again");
        Assert.Equal(6, column.Length);
    }

    [Fact]
    public void Fixed_columns_keep_their_values_when_they_grow()
    {
        using var column = new FixedColumn<long>();
        for (int i = 0; i < 10_000; i++)
        {
            column.Ensure(i + 1);
            column[i] = i * 3L;
        }

        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(i * 3L, column.Data[i]);
        }

        Assert.Equal(0, (nint)column.Data % 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => column[column.Capacity]);
    }
    [Fact]
    public void Nothing_but_defaults_makes_its_own_room()
    {
        using var column = new StringColumn(capacity: 16);
        for (int i = 0; i < 100_000; i++)
        {
            column.Default();
            column.Commit();
        }

        Assert.Equal(100_000, column.Length);
        Assert.True(column.Written.IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void What_a_message_does_not_hold_takes_none_of_its_room()
    {
        using var column = new StringColumn(capacity: 16);
        column.Ensure(1000);
        long room;
        unsafe
        {
            room = column.Limit - column.Pos;
        }

        for (int fill = 0; fill < 3; fill++)
        {
            for (int i = 0; i < 10_000; i++)
            {
                column.Write("a longer name"u8);
                column.Commit();
                unsafe
                {
                    Assert.True(column.Limit - column.Pos >= room);
                }
            }

            Assert.Equal(14 * 10_000, column.Length);
            column.Clear();
        }
    }
}
