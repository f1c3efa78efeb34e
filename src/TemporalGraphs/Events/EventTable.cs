using System.Buffers.Text;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Growing columns while a file is read, with its rules on bad rows.</summary>
internal sealed class EventTable(string path, EventReadOptions options)
{
    private readonly List<float> features = [];
    private readonly List<float> row = [];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private int[] sources = new int[1 << 16];
    private int[] destinations = new int[1 << 16];
    private double[] times = new double[1 << 16];
    private float[]? weights;
    private int count;
    private int width = -1;
    private bool shift;
    private bool sorted = true;
    private long skipped;
    private string? firstSkipped;

    public string Path => path;

    public long Line { get; set; }

    public List<float> FeatureRow()
    {
        row.Clear();
        return row;
    }

    public static string Show(ReadOnlySpan<byte> cell) => Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]);

    /// <summary>A row that cannot be used.</summary>
    public void Bad(string why)
    {
        var text = $"line {Line}: {why}";
        if (!options.SkipBad)
        {
            throw new InputException(path, Line, why + "; --skip-bad leaves such rows out.");
        }

        skipped++;
        firstSkipped ??= text;
    }

    public void Add(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, double time, float weight, bool weighted, bool items, ReadOnlySpan<float> values)
    {
        if (!Node(source, 'u', items, out var s) || !Node(destination, items ? 'i' : 'u', items, out var d))
        {
            return;
        }

        Add(s, d, time, weight, weighted, items, values);
    }

    public void Add(int source, int destination, double time, float weight, bool weighted, bool items, ReadOnlySpan<float> values)
    {
        if (time < 0)
        {
            Bad($"the time {time} is negative");
            return;
        }

        if (count > 0 && time < times[count - 1] && !options.Sort)
        {
            Bad($"the time {time} lies before {times[count - 1]} in the row before; --sort sorts");
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
            if (count == 1 << 30)
            {
                throw new InputException($"{path}: more than {1 << 30} events.");
            }

            Array.Resize(ref sources, 2 * count);
            Array.Resize(ref destinations, 2 * count);
            Array.Resize(ref times, 2 * count);
            if (weights is not null)
            {
                Array.Resize(ref weights, 2 * count);
            }
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
        shift |= items;
        count++;
    }

    public EventReadResult Build()
    {
        if (count == 0)
        {
            throw new InputException($"{path}: no events{(skipped > 0 ? $" ({skipped} rows left out, first {firstSkipped})" : string.Empty)}.");
        }

        Array.Resize(ref sources, count);
        Array.Resize(ref destinations, count);
        Array.Resize(ref times, count);
        if (weights is not null)
        {
            Array.Resize(ref weights, count);
        }

        if (shift && !options.Relabel)
        {
            var users = sources.Max() + 1;
            for (var i = 0; i < count; i++)
            {
                destinations[i] += users;
            }
        }

        var matrix = width > 0 ? features.ToArray() : null;
        if (!sorted)
        {
            var order = Enumerable.Range(0, count).ToArray();
            var keys = times;
            Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
            (sources, destinations, times) = (Array.ConvertAll(order, i => sources[i]), Array.ConvertAll(order, i => destinations[i]), Array.ConvertAll(order, i => keys[i]));
            weights = weights is null ? null : Array.ConvertAll(order, i => weights[i]);
            matrix = matrix is null ? null : [.. order.SelectMany(i => matrix.AsSpan(i * width, width).ToArray())];
        }

        return new EventReadResult(new EventStream(sources, destinations, times, weights, matrix), skipped, firstSkipped, options.Relabel ? [.. names.OrderBy(n => n.Value).Select(n => n.Key)] : null);
    }

    private bool Node(ReadOnlySpan<byte> cell, char kind, bool items, out int node)
    {
        node = 0;
        if (options.Relabel)
        {
            var name = items ? kind + Encoding.UTF8.GetString(cell) : Encoding.UTF8.GetString(cell);
            if (name.Length == 0)
            {
                Bad("a node has no name");
                return false;
            }

            if (!names.TryGetValue(name, out node))
            {
                names[name] = node = names.Count;
            }

            return true;
        }

        if (!Utf8Parser.TryParse(cell, out long id, out var used) || used != cell.Length)
        {
            // 3.0 is a whole number too, as tools write it that keep ids as floats.
            if (!Utf8Parser.TryParse(cell, out double real, out used) || used != cell.Length || real != Math.Floor(real) || Math.Abs(real) > 1e15)
            {
                Bad($"'{Show(cell)}' is no node number; --relabel takes any names");
                return false;
            }

            id = (long)real;
        }

        if (id is < 0 or > int.MaxValue - 1)
        {
            Bad(id < 0 ? $"the node {id} is negative" : $"the node {id} does not fit 32 bits; --relabel gives nodes small numbers");
            return false;
        }

        node = (int)id;
        return true;
    }
}
