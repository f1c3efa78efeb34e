using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Grouping;

/// <summary>What a file's state and covariances take before a search, by a fixed model and not by the clock.</summary>
/// <param name="file">The operator.</param>
internal sealed class PreparationTime(HamiltonianFile file)
{
    /// <summary>What takes fewer seconds is left out of account, but for many terms.</summary>
    public const double Noticeable = 2;

    private const int ElectronParities = 2;
    private readonly double terms = file.Sum.Count;
    private readonly Lazy<TableShape> shape = new(() => TableShape.Of(file.Sum, 1));
    private readonly Lazy<double> exact = new(() => Exact(file));

    /// <summary>State and table.</summary>
    /// <param name="state">The state's name: fci, sci, cisd, hf or none.</param>
    /// <param name="determinants">Most determinants of selected CI.</param>
    /// <param name="hasTables">Whether covariances of all pairs are made.</param>
    /// <returns>Seconds of an idle machine.</returns>
    public double Preparation(string state, int determinants, bool hasTables) => Of(state, determinants, hasTables, hasCosts: false);

    /// <summary>The same with the costs of whole groupings, where there is no table of pairs to read them off.</summary>
    /// <param name="state">The state's name: fci, sci, cisd, hf or none.</param>
    /// <param name="determinants">Most determinants of selected CI.</param>
    /// <param name="hasTables">Whether covariances of all pairs are made.</param>
    /// <returns>Seconds of an idle machine.</returns>
    public double WithCosts(string state, int determinants, bool hasTables) => Of(state, determinants, hasTables, hasCosts: true);

    private double Of(string state, int determinants, bool hasTables, bool hasCosts)
    {
        if (state is "none" || file.Sum.Qubits > 64)
        {
            return 0;
        }

        var states = state switch
        {
            "fci" => exact.Value,
            "sci" => Math.Min(determinants, exact.Value),
            "cisd" => Math.Min(Doubles(file.StateSector, file.Sum.Qubits), exact.Value),
            _ => 1,
        };
        var made = state is "fci" ? CovarianceTime.Exact(terms, states) : state is "hf" ? 0 : CovarianceTime.Selected(terms, states);
        var pairs = hasTables ? CovarianceTime.Table(shape.Value with { States = states })
            : hasCosts ? CovarianceTime.Costs(terms, states) : 0;
        return made + pairs;
    }

    /// <summary>Basis states with the file's electrons and one set of eigenvalues of its diagonal symmetries.</summary>
    private static double Exact(HamiltonianFile file)
    {
        var qubits = file.Sum.Qubits;
        var symmetries = Z2Symmetries.Find(file.Sum).Count;
        if (file.StateSector is not { } sector)
        {
            return Math.Pow(2, qubits - symmetries);
        }

        // The parities of the electrons of both spins are among the symmetries, here or tapered away.
        var others = Math.Max(0, symmetries + (sector.Tapering?.Generators.Count ?? 0) - ElectronParities);
        return Math.Max(1, sector.Size(qubits) / Math.Pow(2, others));
    }

    /// <summary>The reference with its single and double excitations.</summary>
    private static double Doubles(ElectronSector? sector, int qubits)
    {
        if (sector is null)
        {
            return 1;
        }

        var orbitals = sector.SpinOrbitals(qubits) / 2;
        static double Two(double k) => k * (k - 1) / 2;
        var (a, b) = (sector.Alpha, sector.Beta);
        var (va, vb) = (orbitals - a, orbitals - b);
        return 1 + (a * va) + (b * vb) + (Two(a) * Two(va)) + (Two(b) * Two(vb)) + ((double)a * va * b * vb);
    }
}
