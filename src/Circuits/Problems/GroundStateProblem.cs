using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Problems;

/// <summary>
/// The ground state of a Hamiltonian, starting from a basis state: the file's determinant where it states its electrons, otherwise
/// the lowest basis state of all. Where other numbers of electrons have lower energies, a penalty keeps circuits in the file's sector.
/// </summary>
public sealed class GroundStateProblem : ObservableProblem
{
    // Basis states of an exact state whose spin is worked out.
    private const int MostSupport = 50_000;

    private GroundStateProblem(
        string name,
        HamiltonianFile file,
        PauliSum observable,
        PauliSum? penalty,
        ulong basisState,
        double referenceCost,
        double? leastCost,
        ElectronExpectation? leastElectrons,
        IReadOnlyList<string> notes)
        : base(name, observable, Prepare(observable.Qubits, basisState), leastCost)
    {
        BasisState = basisState;
        ReferenceCost = referenceCost;
        EnergyShift = file.EnergyShift;
        Hamiltonian = file.Sum;
        Sector = file.StateSector;
        Penalty = penalty;
        LeastElectrons = leastElectrons;
        Notes = notes;
    }

    /// <summary>The operator without the penalty.</summary>
    public PauliSum Hamiltonian { get; }

    /// <summary>Electrons, mapping and what tapering removed, where they are known.</summary>
    public ElectronSector? Sector { get; }

    /// <summary>The weighted penalty that the observable contains; null for none.</summary>
    public PauliSum? Penalty { get; }

    /// <summary>Electrons and spin of the exact state (of several of one energy, of the first found); null where it is not known, states no
    /// electrons or is too large.</summary>
    public ElectronExpectation? LeastElectrons { get; }

    /// <summary>What was assumed, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The reference as a basis index, qubit 0 the most significant bit.</summary>
    public ulong BasisState { get; }

    /// <summary>The energy of the reference, in hartree, without the shift.</summary>
    public double ReferenceCost { get; }

    /// <summary>What the file keeps apart from the operator: total energy = cost + shift, in hartree.</summary>
    public double EnergyShift { get; }

    /// <summary>Builds the problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="file">The Hamiltonian.</param>
    /// <param name="exact">True to compute the exact energy for the error column (never given to a search).</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The problem, with the penalty that its sector needs.</returns>
    /// <exception cref="ArgumentException">More than 24 qubits.</exception>
    public static GroundStateProblem Create(string name, HamiltonianFile file, bool exact = true,
        CancellationToken cancellationToken = default) =>
        Create(name, file, exact, penaltyWeight: null, cancellationToken);

    /// <summary>Builds the problem with a penalty of a given weight.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="file">The Hamiltonian.</param>
    /// <param name="exact">True to compute the exact energy for the error column (never given to a search).</param>
    /// <param name="penaltyWeight">Hartree for (N_alpha - a)² + (N_beta - b)²; 0 for no penalty, null for what the sector needs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">More than 24 qubits, a negative weight, or a weight without a sector.</exception>
    public static GroundStateProblem Create(string name, HamiltonianFile file, bool exact, double? penaltyWeight,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var sum = file.Sum;
        if (sum.Qubits > 24)
        {
            throw new ArgumentException($"Circuits are simulated on at most 24 qubits, not {sum.Qubits}: freeze orbitals, choose an "
                + $"active space or taper.", nameof(file));
        }

        if (penaltyWeight is { } given && (!(given >= 0) || !double.IsFinite(given) || file.StateSector is null))
        {
            throw new ArgumentException($"A penalty has a weight of at least 0 and needs a file that states its electrons (got {given}).",
                nameof(penaltyWeight));
        }

        var notes = new Notes();
        var (least, state) = exact
            ? GroundState.Find(sum, file.StateSector, cancellationToken) : (default(double?), default(QuantumState));
        if (file.StateSector is not { } sector)
        {
            var lowest = Lowest(sum);
            notes.Add("The file states no electrons: circuits start from its lowest basis state, and every state counts.");
            return new GroundStateProblem(name, file, sum, null, lowest.State, lowest.Energy, least, null, notes.Sentences);
        }

        var weight = penaltyWeight ?? SectorPenalty.Weight(sum, sector, least, cancellationToken);
        PauliSum? penalty = null;
        var observable = sum;
        if (weight > 0)
        {
            penalty = Scaled(SectorPenalty.Operator(sum.Qubits, sector), weight);
            observable = Sum(sum, penalty);
            var squares = $"(N_alpha - {sector.Alpha})^2 + (N_beta - {sector.Beta})^2";
            var reason = penaltyWeight is null ? "Other electron numbers have lower energies: " : string.Empty;
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{reason}{weight:G4} Ha times {squares} is added, which is 0 for the file's electrons."));
        }

        var start = FileDeterminant.Of(file)!.Value;
        return new GroundStateProblem(name, file, observable, penalty, start, Diagonal.Energies(observable)[start], least,
            state is { Support: <= MostSupport } ? new ElectronObservables(sum.Qubits, sector).Of(state) : null, notes.Sentences);
    }

    private static Circuit Prepare(int qubits, ulong state)
    {
        var builder = new CircuitBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            if (((state >> (qubits - 1 - q)) & 1) == 1)
            {
                builder.X(q);
            }
        }

        return builder.Build();
    }

    private static PauliSum Scaled(PauliSum sum, double factor) => Add(new PauliSumBuilder(sum.Qubits), sum, factor).Build();

    private static PauliSum Sum(PauliSum a, PauliSum b) => Add(Add(new PauliSumBuilder(a.Qubits), a, 1), b, 1).Build(1e-12);

    private static PauliSumBuilder Add(PauliSumBuilder builder, PauliSum sum, double factor)
    {
        for (var t = 0; t < sum.Count; t++)
        {
            builder.Add(sum.String(t), factor * sum.Coefficients[t]);
        }

        return builder;
    }

    private static (ulong State, double Energy) Lowest(PauliSum sum)
    {
        var diagonal = Diagonal.Energies(sum);
        var best = 0;
        for (var i = 1; i < diagonal.Length; i++)
        {
            if (diagonal[i] < diagonal[best] - 1e-12)
            {
                best = i;
            }
        }

        return ((ulong)best, diagonal[best]);
    }
}
