using System.Globalization;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Growing columns while a file is read, with its rules on bad rows, ids and times.</summary>
internal sealed class EventTable(string path, EventReadOptions options, long origin, DateColumn dates)
{
    private const int Most = 1 << 30;
    private readonly List<float> features = [];
    private readonly List<float> row = [];
    private readonly NodeIds ids = new();
    private readonly RelationCodes? relations = options.Relation is null ? null : new RelationCodes();
    private int[] sources = new int[1 << 12];
    private int[] destinations = new int[1 << 12];
    private double[] times = new double[1 << 12];
    private float[]? weights;
    private int count;
    private int width = -1;
    private bool sorted = true;
    private long skipped;
    private string? firstSkipped;
    private bool? sourceNumbers;
    private bool? destinationNumbers;
    private bool zoned;
    private bool unzoned;

    public string Path => path;

    public long Line { get; set; }

    /// <summary>Notes on the file.</summary>
    public Notes Notes { get; } = new();

    /// <summary>The relations of the rows; null where none are asked for.</summary>
    public RelationCodes? Relations => relations;

    /// <summary>Rows whose weight is missing.</summary>
    public long NoWeight { get; set; }

    /// <summary>Reads the dates.</summary>
    public DateColumn DateColumn => dates;

    /// <summary>Whether times are dates.</summary>
    public bool Dates { get; set; }

    /// <summary>Whether destinations are items with ids of their own.</summary>
    public bool SeparateIds { get; set; }

    /// <summary>What is subtracted from every time.</summary>
    public long Origin => origin;

    /// <summary>The origin with which the file must be read again because a double does not hold its times; null where it does.</summary>
    public long? WantedOrigin { get; private set; }

    public List<float> FeatureRow()
    {
        row.Clear();
        return row;
    }

    public static string Show(ReadOnlySpan<byte> cell) => Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]);

    /// <summary>Whether a text stands for a value that is not there.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell) => cell.SequenceEqual("NA"u8) || cell.SequenceEqual("null"u8)
        || cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("None"u8);

    /// <summary>A whole number as a time.</summary>
    public double Exact(long value)
    {
        if (origin == 0)
        {
            WantedOrigin ??= value;
        }

        return value - origin;
    }

    /// <summary>A date as a time: seconds since 1970.</summary>
    public double Date(DateMoment date)
    {
        if (date.IsFine && origin == 0)
        {
            WantedOrigin ??= date.Seconds;
        }

        zoned |= date.HasZone;
        unzoned |= !date.HasZone;
        return date.Since(origin);
    }

    /// <summary>A row that cannot be used.</summary>
    public void Bad(string why)
    {
        var text = $"line {Line}: {why}";
        if (!options.SkipBad)
        {
            throw new InputException(path, Line, why + "; option SkipBad leaves such rows out.");
        }

        skipped++;
        firstSkipped ??= text;
    }

    public void Add(
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, double time, float weight, bool weighted, ReadOnlySpan<float> values)
    {
        if (Node(source, ref sourceNumbers, out var s) && Node(destination, ref destinationNumbers, out var d))
        {
            Add(s, d, time, weight, weighted, values);
        }
    }

    /// <summary>The code of a whole number.</summary>
    public int Code(long id) => ids.Of(id);

    /// <summary>The code of a whole number.</summary>
    public int Code(ulong id) => ids.Of(id);

    /// <summary>Finds the code of a text.</summary>
    /// <returns>Why it has none; null where it has one.</returns>
    public string? TryCode(ReadOnlySpan<byte> text, bool destination, out int code) =>
        destination ? Find(text, ref destinationNumbers, out code) : Find(text, ref sourceNumbers, out code);

    public void Add(int source, int destination, double time, float weight, bool weighted, ReadOnlySpan<float> values)
    {
        if (time < 0 && !Dates && origin == 0 && options.TimeUnit == TimeUnit.Auto)
        {
            Bad($"the time {Text(time)} is negative; option TimeUnit allows times before zero");
            return;
        }

        if (count > 0 && time < times[count - 1] && !options.Sort)
        {
            Bad(
                $"the time {Text(time)} lies before {Text(times[count - 1])} in the row before; option Sort sorts (if another column is " +
                $"the time, option Columns says which)");
            return;
        }

        if (width < 0)
        {
            width = values.Length;
        }
        else if (values.Length != width)
        {
            Bad($"the row has {values.Length} features, the first has {width}");
            return;
        }

        if (count == sources.Length)
        {
            Grow();
        }

        if (weighted && weights is null)
        {
            weights = new float[sources.Length];
            weights.AsSpan(0, count).Fill(1);
        }

        sorted &= count == 0 || time >= times[count - 1];
        (sources[count], destinations[count], times[count]) = (source, destination, time);
        if (weights is not null)
        {
            weights[count] = weight;
        }

        features.AddRange(values);
        relations?.Keep();
        count++;
    }

    /// <summary>Makes the events of the rows.</summary>
    public EventReadResult Build(bool parquet, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            throw new InputException(
                $"{path}: no events{(skipped > 0 ? $" ({skipped} rows left out, first {firstSkipped})" : string.Empty)}.");
        }

        Array.Resize(ref sources, count);
        Array.Resize(ref destinations, count);
        Array.Resize(ref times, count);
        if (weights is not null)
        {
            Array.Resize(ref weights, count);
        }

        var matrix = width > 0 ? features.ToArray() : null;
        var order = sorted ? null : InOrder(times, cancellationToken);
        if (order is not null)
        {
            var keys = times;
            (sources, destinations, times) = (
                Array.ConvertAll(order, i => sources[i]), Array.ConvertAll(order, i => destinations[i]),
                Array.ConvertAll(order, i => keys[i]));
            weights = weights is null ? null : Array.ConvertAll(order, i => weights[i]);
            matrix = matrix is null ? null : [.. order.SelectMany(i => matrix.AsSpan(i * width, width).ToArray())];
        }

        var names = NodeCodes.Number(sources, destinations, ids, SeparateIds, options.Relabel, cancellationToken);
        if (ids.Latin > 0 || relations?.Latin > 0)
        {
            Notes.Add("Some names are no UTF-8; they are read as Latin-1.");
        }

        if (NoWeight > 0 && weights is not null)
        {
            Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{NoWeight:N0} events have no weight; 1 is taken."));
        }

        if (unzoned)
        {
            Notes.Add(zoned ? "Some dates name no time zone; they are taken for UTC."
                : "The dates name no time zone; they are taken for UTC.");
        }

        var result = new EventReadResult(new EventStream(sources, destinations, times, weights, matrix), skipped, firstSkipped, names)
        {
            SeparateIds = SeparateIds,
            TimeOrigin = origin,
            IsParquet = parquet,
            Relations = relations?.Build(order),
        };
        return TimeNotes.Complete(result, options, Dates, Notes);
    }

    // The places of times in ascending order, the earlier row first where they are equal.
    private static int[] InOrder(double[] keys, CancellationToken cancellationToken)
    {
        var order = Enumerable.Range(0, keys.Length).ToArray();
        var comparisons = 0L;
        try
        {
            Array.Sort(order, (a, b) =>
            {
                if ((++comparisons & 0xFFFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                return keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b);
            });
        }
        catch (InvalidOperationException) when (cancellationToken.IsCancellationRequested)
        {
            // What a comparison throws comes wrapped.
            throw new OperationCanceledException(cancellationToken);
        }

        return order;
    }

    private bool Node(ReadOnlySpan<byte> cell, ref bool? numbers, out int code)
    {
        if (Find(cell, ref numbers, out code) is { } why)
        {
            Bad(why);
            return false;
        }

        return true;
    }

    private string? Find(ReadOnlySpan<byte> cell, ref bool? numbers, out int code)
    {
        if (cell.IsEmpty)
        {
            code = 0;
            return "a node has no name";
        }

        if (!ids.Find(cell, numbers == true && !options.Relabel, out code, out var isNumber))
        {
            return $"'{Show(cell)}' is no node number, as the rows before have; option Relabel takes any names";
        }

        numbers ??= isNumber;
        return null;
    }

    private void Grow()
    {
        if (count >= Most)
        {
            throw new InputException($"{path}: more than {Most} events.");
        }

        var larger = 2 * count;
        Array.Resize(ref sources, larger);
        Array.Resize(ref destinations, larger);
        Array.Resize(ref times, larger);
        if (weights is not null)
        {
            Array.Resize(ref weights, larger);
        }
    }

    private static string Text(double time) => time.ToString("R", CultureInfo.InvariantCulture);
}
