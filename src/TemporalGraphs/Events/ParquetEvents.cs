using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Events in Parquet files; columns are found by name, as in text headers.</summary>
internal static class ParquetEvents
{
    private const int Small = 200_000;
    private const int MostRowsPerByte = 64;

    public static void Read(string path, EventTable table, EventReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            ReadAsync(path, table, options, cancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (InputException or OperationCanceledException or OutOfMemoryException or FileNotFoundException or UnauthorizedAccessException))
        {
            // The library answers damaged files with errors of many kinds.
            throw new InputException(path, 0, $"not a readable Parquet file, perhaps damaged or cut off ({Reason(e)}).", e);
        }
    }

    private static string Reason(Exception e)
    {
        var line = e.Message.Split('\n')[0].Trim();
        var parameter = line.IndexOf(" (Parameter", StringComparison.Ordinal);
        return (parameter < 0 ? line : line[..parameter]).TrimEnd('.');
    }

    private static async Task ReadAsync(string path, EventTable table, EventReadOptions options, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(path);
        var bounds = ParquetBounds.Of(stream, path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        string[] names = [.. fields.Select(f => f.Name)];
        var relation = RelationColumn.Find(path, 0, names, options.Relation);
        var columns = ColumnNames.Find(path, names, options.Columns, table.Notes, relation);
        RelationColumn.RequireFree(path, 0, columns);
        if (columns.Features >= 0)
        {
            // JODIE's names in a table: its features are columns like others and are not read.
            columns = columns with { Features = -1 };
        }

        table.SeparateIds = options.SeparateIds ?? columns.ShiftItems;
        if (table.SeparateIds && options.SeparateIds is null)
        {
            table.Notes.Add(
                "Sources and destinations have ids of their own (users and items); option SeparateIds = false takes them for one set.");
        }

        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var group = reader.OpenRowGroupReader(g);
            if (group.RowCount is < 0 or > 1 << 30 || (group.RowCount > Small && group.RowCount / MostRowsPerByte > stream.Length))
            {
                throw new InputException(path, 0, $"a row group that claims {group.RowCount} rows; the file is damaged.");
            }

            int[] read = [columns.Source, columns.Destination, columns.Time, columns.Weight, columns.Relation];
            foreach (var column in read.Where(c => c >= 0))
            {
                _ = Field(column);
                bounds.Check(column, g, fields.Length, group.RowCount);
            }

            var sources = await Codes(group, Field(columns.Source), Coding.OfNodes(table, false), cancellationToken).ConfigureAwait(false);
            var destinations = await Codes(group, Field(columns.Destination), Coding.OfNodes(table, true), cancellationToken)
                .ConfigureAwait(false);
            var times = await ParquetColumns.Times(group, Field(columns.Time), table, cancellationToken).ConfigureAwait(false);
            var weights = columns.Weight < 0 ? null
                : await ParquetColumns.Weights(group, Field(columns.Weight), cancellationToken).ConfigureAwait(false);
            var relations = table.Relations is null ? null
                : await Codes(group, Field(columns.Relation), Coding.OfRelations(table.Relations), cancellationToken).ConfigureAwait(false);
            if (table.DateColumn.HasFound)
            {
                return;
            }

            for (var i = 0; i < sources.Length && !table.DateColumn.IsSearching; i++)
            {
                table.Line++;
                if ((sources[i].Bad ?? destinations[i].Bad ?? relations?[i].Bad ?? times[i].Bad) is { } bad)
                {
                    table.Bad(bad);
                    continue;
                }

                float? weight = weights is null ? 1 : weights[i];
                if (weight is { } w && !float.IsFinite(w))
                {
                    table.Bad($"'{w.ToString(CultureInfo.InvariantCulture)}' is no weight");
                    continue;
                }

                if (relations is not null)
                {
                    table.Relations!.Next = relations[i].Code;
                }

                table.NoWeight += weight is null ? 1 : 0;
                table.Add(sources[i].Code, destinations[i].Code, times[i].Time, weight ?? 1, weights is not null, default);
            }
        }

        DataField Field(int column) => column < fields.Length
            ? fields[column]
            : throw new InputException(path, 0, $"there is no column {column + 1}; the file has {fields.Length}.");
    }

    private static async Task<(int Code, string? Bad)[]> Codes(
        ParquetRowGroupReader group, DataField field, Coding coding, CancellationToken cancellationToken)
    {
        if (ParquetColumns.IsText(field))
        {
            var texts = await ParquetColumns.Texts(group, field, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(texts, t => string.IsNullOrEmpty(t) ? (0, coding.None)
                : coding.Text(Encoding.UTF8.GetBytes(t.Trim()), out var code) is { } why ? (0, why) : (code, (string?)null));
        }

        if (field.ClrType == typeof(ulong))
        {
            var wide = await ParquetColumns.Values<ulong>(group, field, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(wide, v => v is { } x ? (coding.Wide(x), (string?)null) : (0, coding.None));
        }

        if (ParquetColumns.IsWhole(field))
        {
            var whole = await ParquetColumns.Longs(group, field, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(whole, v => v is { } x ? (coding.Whole(x), (string?)null) : (0, coding.None));
        }

        var reals = await ParquetColumns.Reals(group, field, coding.Kind + "s", cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(reals, v => v is not { } x || double.IsNaN(x) ? (0, coding.None)
            : x == Math.Floor(x) && Math.Abs(x) <= 1L << 53 ? (coding.Whole((long)x), (string?)null)
            : (0, $"'{x.ToString(CultureInfo.InvariantCulture)}' is no {coding.Number}"));
    }

    private delegate string? TextCode(ReadOnlySpan<byte> text, out int code);

    // How the values of a column become codes, and what its messages call them.
    private sealed record Coding(string None, string Kind, string Number, TextCode Text, Func<long, int> Whole, Func<ulong, int> Wide)
    {
        public static Coding OfNodes(EventTable table, bool destination) => new(
            "a node has no name", "node id", "node number",
            (ReadOnlySpan<byte> text, out int code) => table.TryCode(text, destination, out code), table.Code, table.Code);

        public static Coding OfRelations(RelationCodes relations) => new(
            RelationCodes.None, "relation", "whole number, and no relation", relations.Find, relations.Of, relations.Of);
    }
}
