using Quiver.Cli.Common;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Grouping;

/// <summary>
/// What a run will hold in memory, decided before anything large is made: the state and the tables of pairs. Where an amount of
/// memory does not suffice the state steps down (exact, selected CI, CISD, Hartree-Fock) and the tables are made part by part.
/// </summary>
/// <param name="State">The state's name: fci, sci, cisd, hf or none.</param>
/// <param name="Determinants">Most determinants of selected CI.</param>
/// <param name="HasTables">Whether covariances of all pairs are kept.</param>
/// <param name="Memory">Bytes that may be used.</param>
internal sealed record GroupingPlan(string State, int Determinants, bool HasTables, long Memory)
{
    // Measured: the runtime and a program without data; a determinant with its row of the matrix and its index, by number of X
    // masks at most.
    private const double Base = 150e6;
    private const double BytesPerElement = 16;
    private const double BytesPerDeterminant = 400;
    private const int MostElements = 2_000;
    private const int LeastDeterminants = 400;

    /// <summary>Plans.</summary>
    /// <param name="file">The operator.</param>
    /// <param name="requested">The state asked for, after <c>auto</c> was decided; null where the user left it open.</param>
    /// <param name="automatic">The state that would be taken with memory enough.</param>
    /// <param name="hasPairs">Whether the rule needs a table of pairs anyway.</param>
    /// <param name="memory">Bytes that may be used.</param>
    public static GroupingPlan Of(HamiltonianFile file, string? requested, string automatic, bool hasPairs, long memory)
    {
        var terms = file.Sum.Count;
        var hasTables = terms <= TermCovariance.MaxTerms && (hasPairs || AnnealingGrouper.TableBytes(terms) + Base <= memory);
        var determinants = new SelectedCiOptions().MaxDeterminants;
        var state = requested ?? automatic;
        if (requested is null && state is "fci" && StateBytes(file, Size(file)) + Base > memory)
        {
            state = file.StateSector is null ? "none" : "sci";
        }

        if (state is "sci")
        {
            var each = StateBytes(file, determinants) / determinants;
            determinants = (int)Math.Min(determinants, Math.Max(LeastDeterminants, (memory - Base) / each));
            if (requested is null && determinants == LeastDeterminants)
            {
                state = "cisd";
            }
        }

        if (requested is null && state is "cisd" && StateBytes(file, LeastDeterminants) + Base > memory)
        {
            state = "hf";
        }

        return new(state, determinants, hasTables, memory);
    }

    /// <summary>The plan in one line.</summary>
    /// <param name="terms">Terms to group.</param>
    /// <param name="methods">Methods that will run.</param>
    /// <param name="seconds">Time of each search.</param>
    public string Line(int terms, IReadOnlyList<string> methods, double seconds)
    {
        var state = State switch
        {
            "fci" => "exact state",
            "sci" => FormattableString.Invariant($"selected CI of at most {Determinants:N0} determinants"),
            "cisd" => "CISD state",
            "hf" => "Hartree-Fock state",
            _ => "no state",
        };
        var tables = State is "none" && HasTables ? "no covariances"
            : HasTables ? FormattableString.Invariant(
                $"covariances of all pairs of {terms:N0} terms ({MemorySizes.Text(AnnealingGrouper.TableBytes(terms))} with a search's tables)")
            : FormattableString.Invariant($"covariances of {terms:N0} terms part by part");
        var searches = methods.Any(static m => m is "annealing" or "gflownet")
            ? FormattableString.Invariant($", {seconds:0.##} s for each search")
            : string.Empty;
        return FormattableString.Invariant(
            $"plan: {state}; {tables}; {string.Join(", ", methods)}{searches}; memory {MemorySizes.Text(Memory)}");
    }

    private static double Size(HamiltonianFile file) =>
        file.StateSector?.Size(file.Sum.Qubits) ?? Math.Pow(2, Math.Min(file.Sum.Qubits, 1000));

    private static double StateBytes(HamiltonianFile file, double determinants) =>
        determinants * (BytesPerDeterminant + BytesPerElement * Math.Min(MostElements, file.Sum.Count));
}
