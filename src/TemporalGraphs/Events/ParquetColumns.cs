using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Columns of Parquet files as the few kinds of value that events have. No unit of time is lost.</summary>
internal static class ParquetColumns
{
    /// <summary>Whether a column holds text.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>)
        || field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>)
        || field.ClrType == typeof(Guid);

    /// <summary>Whether a column holds whole numbers that fit a long.</summary>
    public static bool IsWhole(DataField field) =>
        Type.GetTypeCode(field.ClrType) is TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64;

    /// <summary>Text.</summary>
    public static async Task<string?[]> Texts(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        var count = checked((int)group.RowCount);
        if (field.ClrType == typeof(Guid))
        {
            return Array.ConvertAll(await Values<Guid>(group, field, cancellationToken).ConfigureAwait(false), g => g?.ToString());
        }

        if (field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>))
        {
            return Array.ConvertAll(
                await Values<ReadOnlyMemory<byte>>(group, field, cancellationToken).ConfigureAwait(false), b => b is { } x
                ? Encoding.UTF8.GetString(x.Span) : null);
        }

        var values = new string?[count];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return values;
    }

    /// <summary>Whole numbers.</summary>
    public static async Task<long?[]> Longs(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Byte => Array.ConvertAll(await Values<byte>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            TypeCode.SByte => Array.ConvertAll(await Values<sbyte>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            TypeCode.Int16 => Array.ConvertAll(await Values<short>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            TypeCode.UInt16 => Array.ConvertAll(await Values<ushort>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            TypeCode.Int32 => Array.ConvertAll(await Values<int>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            TypeCode.UInt32 => Array.ConvertAll(await Values<uint>(group, field, cancellationToken).ConfigureAwait(false), v => (long?)v),
            _ => await Values<long>(group, field, cancellationToken).ConfigureAwait(false),
        };

    /// <summary>Floating and decimal numbers.</summary>
    public static async Task<double?[]> Reals(
        ParquetRowGroupReader group, DataField field, string role, CancellationToken cancellationToken) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Single => Array.ConvertAll(
                await Values<float>(group, field, cancellationToken).ConfigureAwait(false), v => (double?)v),
            TypeCode.Double => await Values<double>(group, field, cancellationToken).ConfigureAwait(false),
            TypeCode.Decimal => Array.ConvertAll(
                await Values<decimal>(group, field, cancellationToken).ConfigureAwait(false), v => (double?)v),
            TypeCode.UInt64 => Array.ConvertAll(
                await Values<ulong>(group, field, cancellationToken).ConfigureAwait(false), v => (double?)v),
            _ when IsWhole(field) => Array.ConvertAll(await Longs(group, field, cancellationToken).ConfigureAwait(false), v => (double?)v),
            _ => throw new InputException($"The Parquet column {field.Name} holds {Name(field)}, which are no {role}."),
        };

    /// <summary>Weights; null where there is none.</summary>
    public static async Task<float?[]> Weights(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        if (IsText(field))
        {
            var texts = await Texts(group, field, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(texts, t => string.IsNullOrWhiteSpace(t) ? (float?)null
                : float.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) ? x : float.NaN);
        }

        return Array.ConvertAll(await Reals(group, field, "weights", cancellationToken).ConfigureAwait(false), v => (float?)v);
    }

    /// <summary>Times: numbers as they are, dates and moments as seconds since 1970.</summary>
    public static async Task<(double Time, string? Bad)[]> Times(
        ParquetRowGroupReader group, DataField field, EventTable table, CancellationToken cancellationToken)
    {
        const string None = "the row has no time";
        if (IsText(field))
        {
            var texts = await Texts(group, field, cancellationToken).ConfigureAwait(false);
            table.Dates |= Array.Find(texts, t => !string.IsNullOrWhiteSpace(t)) is { } first && !TextDialect.IsNumber(first.Trim());
            var line = table.Line;
            return Array.ConvertAll(texts, t => ++line > 0 && string.IsNullOrWhiteSpace(t) ? (0, None)
                : table.Dates ? table.DateColumn.TryRead(
                    Encoding.UTF8.GetBytes(t!.Trim()), line, out var date) ? (table.Date(date), null) : (0, $"'{t}' is no time")
                : double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
                    && double.IsFinite(x) ? (x, (string?)null) : (0, $"'{t}' is no time"));
        }

        if (field is DateTimeDataField moment && field.ClrType == typeof(DateTime))
        {
            table.Dates = true;
            if (moment.Unit == DateTimeTimeUnit.Nanos)
            {
                return await Nanoseconds(group, field, moment.IsAdjustedToUTC, table, cancellationToken).ConfigureAwait(false);
            }
        }

        if (field.ClrType == typeof(DateTime))
        {
            table.Dates = true;
            var zoned = field is DateTimeDataField { IsAdjustedToUTC: true };
            return Array.ConvertAll(await Values<DateTime>(group, field, cancellationToken).ConfigureAwait(false), v => v is { } x
                ? (table.Date(Moment(x, zoned)), (string?)null) : (0, None));
        }

        if (field.ClrType == typeof(DateTimeOffset))
        {
            table.Dates = true;
            return Array.ConvertAll(await Values<DateTimeOffset>(group, field, cancellationToken).ConfigureAwait(false), v => v is { } x
                ? (table.Date(Moment(x.UtcDateTime, true)), (string?)null) : (0, None));
        }

        if (field.ClrType == typeof(DateOnly))
        {
            table.Dates = true;
            return Array.ConvertAll(await Values<DateOnly>(group, field, cancellationToken).ConfigureAwait(false), v => v is { } x
                ? (table.Date(Moment(x.ToDateTime(default), false)), (string?)null) : (0, None));
        }

        if (IsWhole(field))
        {
            return Array.ConvertAll(
                await Longs(group, field, cancellationToken).ConfigureAwait(false),
                v => v is { } x ? (table.Origin != 0 || Math.Abs((double)x) >= 1L << 53 ? table.Exact(x) : x, (string?)null) : (0, None));
        }

        return Array.ConvertAll(
            await Reals(group, field, "times", cancellationToken).ConfigureAwait(false),
            v =>
                v is { } x ? double.IsFinite(x) ? (x - table.Origin, (string?)null) : (0, $"'{x.ToString(CultureInfo.InvariantCulture)}' " +
                    $"is no time") : (0, None));
    }

    /// <summary>Values of a column, null where there are none.</summary>
    public static async Task<T?[]> Values<T>(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
        where T : struct
    {
        var count = checked((int)group.RowCount);
        if (field.IsArray || field.MaxRepetitionLevel > 0)
        {
            throw new InputException($"The Parquet column {field.Name} holds lists; one value for each event is needed.");
        }

        if (!field.IsNullable)
        {
            var plain = new T[count];
            await group.ReadAsync<T>(field, plain.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(plain, v => (T?)v);
        }

        var values = new T?[count];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return values;
    }

    // The library's own moments have steps of 100 ns: the whole numbers behind them are read, as a column of that type.
    private static async Task<(double Time, string? Bad)[]> Nanoseconds(
        ParquetRowGroupReader group, DataField field, bool zoned, EventTable table, CancellationToken cancellationToken)
    {
        var whole = new ParquetSchema(field.IsNullable ? new DataField<long?>(field.Name) : new DataField<long>(field.Name)).DataFields[0];
        var values = await Values<long>(group, whole, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, v =>
        {
            if (v is not { } raw)
            {
                return (0, "the row has no time");
            }

            var (seconds, rest) = Math.DivRem(raw, 1_000_000_000L);
            return (table.Date(new DateMoment(rest < 0 ? seconds - 1
                : seconds, (int)(rest < 0 ? rest + 1_000_000_000L : rest), zoned)), (string?)null);
        });
    }

    private static DateMoment Moment(DateTime value, bool zoned)
    {
        var (seconds, ticks) = Math.DivRem(value.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        return new DateMoment(ticks < 0 ? seconds - 1 : seconds, (int)((ticks < 0 ? ticks + TimeSpan.TicksPerSecond : ticks) * 100), zoned);
    }

    private static string Name(DataField field) => field.ClrType == typeof(bool) ? "truth values" : $"values of type {field.ClrType.Name}";
}
