using System.Numerics;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>How many sources visited two destinations both, and how many went straight from one to the other.</summary>
internal sealed class JointNeighborhoods
{
    private const int Recent = 5;
    private readonly int count;
    private readonly float[]? joint;
    private readonly float[]? moves;
    private readonly float[] inverseRoot;
    private readonly float[] sums;
    private int[] turns = [];

    /// <summary>Starts without visits.</summary>
    /// <param name="candidates">Destinations.</param>
    /// <param name="most">With more destinations than these nothing is kept, for the matrices are square.</param>
    public JointNeighborhoods(int candidates, int most)
    {
        count = candidates;
        joint = count <= most ? new float[(long)count * count] : null;
        moves = count <= most ? new float[(long)count * count] : null;
        inverseRoot = new float[count];
        sums = new float[count];
    }

    /// <summary>A source that knew one destination has met the other.</summary>
    public void Join(int a, int b)
    {
        if (joint is not null)
        {
            joint[((long)a * count) + b]++;
            joint[((long)b * count) + a]++;
        }
    }

    /// <summary>Takes in how many sources have met a destination.</summary>
    public void SetUsers(int candidate, int users) => inverseRoot[candidate] = 1 / MathF.Sqrt(users);

    /// <summary>A source went from one destination straight to another.</summary>
    public void Move(int from, int to)
    {
        if (moves is not null)
        {
            moves[((long)from * count) + to]++;
        }
    }

    /// <summary>Sources that visited both, over the root of both counts.</summary>
    /// <param name="history">The source's last destinations, oldest first; null where it has none.</param>
    /// <param name="sum">Summed over the last five distinct destinations.</param>
    /// <param name="last">For the last destination.</param>
    public void FillJoint(Queue<int>? history, Span<float> sum, Span<float> last)
    {
        sum.Fill(FeatureColumns.LogSmall);
        last.Fill(FeatureColumns.LogSmall);
        if (joint is null || history is not { Count: > 0 })
        {
            return;
        }

        Array.Clear(sums);
        if (turns.Length < history.Count)
        {
            turns = new int[2 * history.Count];
        }

        history.CopyTo(turns, 0);
        var seen = 0;
        for (var t = history.Count - 1; t >= 0 && seen < Recent; t--)
        {
            var d = turns[t];
            if (turns.AsSpan(t + 1, history.Count - t - 1).Contains(d))
            {
                continue;
            }

            AddRow(d);
            if (seen == 0)
            {
                Logarithm(last);
            }

            seen++;
        }

        Logarithm(sum);
    }

    /// <summary>How often sources went from a destination straight to each candidate, of all visits to it.</summary>
    /// <param name="from">The destination; negative for none.</param>
    /// <param name="visits">Visits to it.</param>
    /// <param name="target">[candidates].</param>
    public void FillMoves(int from, int visits, Span<float> target)
    {
        if (moves is null || from < 0)
        {
            target.Fill(FeatureColumns.LogSmall);
            return;
        }

        var row = moves.AsSpan(from * count, count);
        var scale = new Vector<float>(1f / visits);
        var small = new Vector<float>(FeatureColumns.Small);
        var (width, i) = (Vector<float>.Count, 0);
        for (; i + width <= count; i += width)
        {
            Vector.Log(small + (new Vector<float>(row[i..]) * scale)).CopyTo(target[i..]);
        }

        for (; i < count; i++)
        {
            target[i] = MathF.Log(FeatureColumns.Small + (row[i] / visits));
        }
    }

    private void AddRow(int destination)
    {
        var row = joint.AsSpan(destination * count, count);
        var (width, i) = (Vector<float>.Count, 0);
        var scale = inverseRoot[destination];
        var scales = new Vector<float>(scale);
        for (; i + width <= count; i += width)
        {
            (new Vector<float>(sums, i) + (scales * new Vector<float>(row[i..]))).CopyTo(sums, i);
        }

        for (; i < count; i++)
        {
            sums[i] += scale * row[i];
        }
    }

    private void Logarithm(Span<float> target)
    {
        var width = Vector<float>.Count;
        var i = 0;
        var small = new Vector<float>(FeatureColumns.Small);
        for (; i + width <= count; i += width)
        {
            Vector.Log(small + (new Vector<float>(sums, i) * new Vector<float>(inverseRoot, i))).CopyTo(target[i..]);
        }

        for (; i < count; i++)
        {
            target[i] = MathF.Log(FeatureColumns.Small + (sums[i] * inverseRoot[i]));
        }
    }
}
