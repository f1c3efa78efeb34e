using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// A cost whose values and gradients are kept: a fit that is done again meets the same ones in the same order, and comes without
/// simulation to where it was stopped. Optimisers need no state of their own for that.
/// </summary>
internal sealed class RecordedCost : ICircuitCost
{
    private const string Entry = "evaluations";
    private readonly ICircuitCost inner;
    private readonly UnitJournal journal;
    private readonly CancellationToken stop;
    private readonly Func<bool> due;
    private readonly List<double[]> known;
    private int next;
    private int saved;

    /// <summary>Records a cost, or goes on with what a journal holds.</summary>
    /// <param name="inner">The cost; owned from now on.</param>
    /// <param name="journal">Where its evaluations are kept.</param>
    /// <param name="stop">Once it is cancelled, what there is is kept and evaluations end with an exception.</param>
    public RecordedCost(ICircuitCost inner, UnitJournal journal, CancellationToken stop)
    {
        (this.inner, this.journal, this.stop, due) = (inner, journal, stop, journal.Clock());
        known = journal.Exists(Entry) ? journal.Read(Entry, Read) : [];
        saved = known.Count;
    }

    /// <inheritdoc/>
    public int Dimension => inner.Dimension;

    /// <inheritdoc/>
    public void Use(Circuit circuit) => inner.Use(circuit);

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> x)
    {
        if (Known(1) is { } before)
        {
            return before[0];
        }

        var value = inner.Value(x);
        Keep([value]);
        return value;
    }

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        if (Known(1 + gradient.Length) is { } before)
        {
            before.AsSpan(1).CopyTo(gradient);
            return before[0];
        }

        var value = inner.ValueAndGradient(x, gradient);
        Keep([value, .. gradient]);
        return value;
    }

    /// <inheritdoc/>
    public double Judge(ReadOnlySpan<double> x, double fitted) => inner.Judge(x, fitted);

    /// <summary>Writes the evaluations that are not kept yet.</summary>
    public void Save()
    {
        if (known.Count > saved)
        {
            saved = known.Count;
            journal.Write(Entry, Write);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private double[]? Known(int length)
    {
        if (stop.IsCancellationRequested)
        {
            Save();
            stop.ThrowIfCancellationRequested();
        }

        return next == known.Count ? null
            : known[next++] is { } found && found.Length == length ? found
            : throw new FormatException("an evaluation of another number of angles was kept");
    }

    private void Keep(double[] evaluation)
    {
        if (!journal.IsKept)
        {
            return;
        }

        known.Add(evaluation);
        next++;
        if (due())
        {
            Save();
        }
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(known.Count);
        foreach (var evaluation in known)
        {
            writer.WriteArray<double>(evaluation);
        }
    }

    private static List<double[]> Read(BinaryReader reader)
    {
        var result = new List<double[]>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            result.Add(reader.ReadArray<double>());
        }

        return result;
    }
}
