using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>
/// Proposes insertions for a chain by their slope: one place of its circuit, drawn at random, is scanned, and remembered until the
/// chain moves. One per chain.
/// </summary>
internal sealed class InsertionGuide : IDisposable
{
    private const int Kept = 16;
    private const double LeastSlope = 1e-6;
    private readonly InsertionScan scan;
    private readonly List<Insertion[]> classes = [];
    private DesignResult? scanned;
    private int lastPlace;

    private InsertionGuide(InsertionScan scan) => this.scan = scan;

    /// <summary>Work done so far, in units of about a nanosecond of one core.</summary>
    public long Work => scan.Work;

    /// <summary>Circuits scanned so far.</summary>
    public long Scans { get; private set; }

    /// <summary>A guide for a problem.</summary>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <returns>The guide; null where the problem has no derivatives by gates that are not there.</returns>
    public static InsertionGuide? For(CircuitProblem problem, GateSet gates) =>
        problem is ObservableProblem || problem is ClassificationProblem { Qubits: <= DataInsertions.MostQubits }
            ? new InsertionGuide(new InsertionScan(problem, gates, 1)) : null;

    /// <summary>Draws an insertion: every number of CX alike, the steepest of each first.</summary>
    /// <param name="circuit">A fitted circuit.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>The insertion; null where none has a slope at the place that was scanned.</returns>
    public Insertion? Propose(DesignResult circuit, Random random)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(random);
        if (!ReferenceEquals(circuit, scanned))
        {
            Scan(circuit, random.Next(circuit.Gates + 1));
        }

        if (classes.Count == 0)
        {
            return null;
        }

        var among = classes[random.Next(classes.Count)];
        var rank = 0;
        while (rank + 1 < among.Length && random.Next(2) == 0)
        {
            rank++;
        }

        return among[rank];
    }

    /// <summary>The place of a circuit that was scanned and is remembered; -1 where none is.</summary>
    /// <param name="circuit">The circuit, the same object.</param>
    public int PlaceOf(DesignResult circuit) => ReferenceEquals(circuit, scanned) ? lastPlace : -1;

    /// <summary>Scans one place of a circuit and remembers it.</summary>
    /// <param name="circuit">A fitted circuit.</param>
    /// <param name="place">Gates before it.</param>
    public void Scan(DesignResult circuit, int place)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        classes.Clear();
        classes.AddRange(scan.Scan(circuit, new HashSet<int> { place }).Insertions
            .Where(static i => Math.Abs(i.Slope) > LeastSlope)
            .GroupBy(static i => i.Cx)
            .OrderBy(static g => g.Key)
            .Select(static g => g.Take(Kept).ToArray()));
        (scanned, lastPlace) = (circuit, place);
        Scans++;
    }

    /// <inheritdoc/>
    public void Dispose() => scan.Dispose();
}
