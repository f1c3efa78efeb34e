using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>The expectation of an observable: a molecule's energy, a cut's weight.</summary>
public class ObservableProblem : CircuitProblem
{
    private readonly CompiledObservable compiled;

    /// <summary>Creates the problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="observable">Hermitian; its expectation is the cost.</param>
    /// <param name="reference">What every circuit begins with; null for nothing.</param>
    /// <param name="leastCost">The lowest eigenvalue, where it is known.</param>
    /// <param name="unit">Unit of the cost.</param>
    public ObservableProblem(string name, PauliSum observable, Circuit? reference = null, double? leastCost = null, string unit = "Ha")
        : base(name, observable?.Qubits ?? throw new ArgumentNullException(nameof(observable)), reference)
    {
        Observable = observable;
        compiled = new CompiledObservable(observable);
        LeastCost = leastCost;

        // A string with an odd number of Y is imaginary; ground states of real operators are real.
        IsReal = !Enumerable.Range(0, observable.Count).Any(t => observable.String(t).ToString().AsSpan().Count('Y') % 2 == 1);
        Unit = unit;
    }

    /// <summary>The observable.</summary>
    public PauliSum Observable { get; }

    /// <summary>Whether the observable is diagonal, as a cut's weight is: then a basis state has the least cost.</summary>
    internal bool IsDiagonal => Enumerable.Range(0, Observable.Count).All(t => Observable.X(t)[0] == 0);

    /// <inheritdoc/>
    public override double? LeastCost { get; }

    /// <inheritdoc/>
    public override string Unit { get; }

    /// <inheritdoc/>
    public override bool IsReal { get; }

    /// <inheritdoc/>
    public override long EvaluationWork(int angles) => 300 + (60 * angles) + ((1L << Qubits) * ((5 * compiled.Masks) + (12 * angles)) / 20);

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(Qubits, compiled);

    private sealed class Cost(int qubits, CompiledObservable observable) : IProgramCost
    {
        private readonly AdjointWorkspace workspace = new(qubits);
        private InsertionWorkspace? insertions;
        private PauliProgram? program;

        public int Dimension => program?.ParameterCount ?? 0;

        public void Use(Circuit circuit) => program = PauliProgram.Create(circuit);

        public void Use(PauliProgram program) => this.program = program;

        public double Value(ReadOnlySpan<double> x) => workspace.Energy(program!, observable, x);

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient) =>
            workspace.EnergyAndGradient(program!, observable, x, gradient);

        public (double Value, double Variance) Insertions(
            ReadOnlySpan<double> x, ReadOnlySpan<RotationProbe> probes, Span<double> derivatives) =>
            (insertions ??= new InsertionWorkspace(qubits)).Derivatives(program!, observable, x, probes, derivatives);

        public void Dispose()
        {
            workspace.Dispose();
            insertions?.Dispose();
        }
    }
}
