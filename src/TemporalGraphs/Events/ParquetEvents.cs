using Parquet;
using Parquet.Schema;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Events in Parquet files; columns are found by name, as in text headers.</summary>
internal static class ParquetEvents
{
    public static void Read(string path, EventTable table, CancellationToken cancellation)
    {
        try
        {
            ReadAsync(path, table, cancellation).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ParquetException or IOException and not FileNotFoundException or IndexOutOfRangeException)
        {
            throw new InputException($"{path}: not a readable Parquet file ({e.Message}).");
        }
    }

    private static async Task ReadAsync(string path, EventTable table, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        var columns = EventColumns.OfHeader(string.Join(',', fields.Select(f => f.Name)))
            ?? throw new InputException($"{path}: no columns for source, destination and time among {string.Join(", ", fields.Select(f => f.Name))}.");
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var group = reader.OpenRowGroupReader(g);
            var sources = await Column(group, fields[columns.Source], cancellation).ConfigureAwait(false);
            var destinations = await Column(group, fields[columns.Destination], cancellation).ConfigureAwait(false);
            var times = await Column(group, fields[columns.Time], cancellation).ConfigureAwait(false);
            var weights = columns.Weight >= 0 ? await Column(group, fields[columns.Weight], cancellation).ConfigureAwait(false) : null;
            for (var i = 0; i < sources.Length; i++)
            {
                table.Line++;
                var (s, d, t) = (sources[i], destinations[i], times[i]);
                if (!(s >= 0 && s < int.MaxValue && d >= 0 && d < int.MaxValue && s == Math.Floor(s) && d == Math.Floor(d)))
                {
                    table.Bad($"the nodes {s} and {d} are not both whole numbers from 0 to {int.MaxValue - 1}");
                }
                else if (!double.IsFinite(t))
                {
                    table.Bad($"{t} is no time");
                }
                else
                {
                    table.Add((int)s, (int)d, t, weights is null ? 1 : (float)weights[i], weights is not null, false, default);
                }
            }
        }
    }

    private static async Task<double[]> Column(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        var type = Type.GetTypeCode(field.ClrType);
        return type switch
        {
            TypeCode.Int32 => await Values<int>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.Int64 => await Values<long>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.UInt32 => await Values<uint>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.Int16 => await Values<short>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.Single => await Values<float>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.Double => await Values<double>(group, field, static v => v, cancellation).ConfigureAwait(false),
            TypeCode.DateTime => await Values<DateTime>(group, field, static v => new DateTimeOffset(DateTime.SpecifyKind(v, DateTimeKind.Utc)).ToUnixTimeMilliseconds() / 1000.0, cancellation).ConfigureAwait(false),
            _ => throw new InputException($"The Parquet column {field.Name} holds {field.ClrType.Name}, not numbers or times."),
        };
    }

    private static async Task<double[]> Values<T>(ParquetRowGroupReader group, DataField field, Func<T, double> convert, CancellationToken cancellation)
        where T : struct
    {
        var count = checked((int)group.RowCount);
        if (!field.IsNullable)
        {
            var plain = new T[count];
            await group.ReadAsync<T>(field, plain.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            return Array.ConvertAll(plain, v => convert(v));
        }

        var values = new T?[count];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
        return Array.ConvertAll(values, v => v is { } x ? convert(x) : double.NaN);
    }
}
