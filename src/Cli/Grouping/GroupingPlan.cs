using Quiver.Cli.Common;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Grouping;

/// <summary>
/// What a run will hold in memory and spend before its search, decided before anything large is made: the state and the tables of pairs.
/// Where an amount of memory does not suffice, or they would take more than their share of the time, the tables are made part by part and
/// the state steps down (exact, selected CI, CISD, Hartree-Fock).
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

    // Of the time, so much may go into state and covariances.
    private const double PreparationShare = 0.5;

    /// <summary>Seconds of an idle machine that state and covariances take by the model.</summary>
    public double Preparation { get; private init; }

    /// <summary>The plan that would have taken too much of the time; null where the first one stayed.</summary>
    public GroupingPlan? Before { get; private init; }

    /// <summary>Whether state and covariances take more than their share of the time all the same.</summary>
    public bool IsLate { get; private init; }

    /// <summary>Plans.</summary>
    /// <param name="file">The operator.</param>
    /// <param name="requested">The state asked for, after <c>auto</c> was decided; null where the user left it open.</param>
    /// <param name="automatic">The state that would be taken with memory enough.</param>
    /// <param name="hasPairs">Whether the rule needs a table of pairs anyway.</param>
    /// <param name="memory">Bytes that may be used.</param>
    /// <param name="seconds">Time of each search; infinite where there is none.</param>
    /// <param name="needsTables">Whether a method needs the table of pairs, so that time may not take it away.</param>
    public static GroupingPlan Of(
        HamiltonianFile file, string? requested, string automatic, bool hasPairs, long memory, double seconds = double.PositiveInfinity,
        bool needsTables = false)
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

        var plan = new GroupingPlan(state, determinants, hasTables, memory);
        var time = new PreparationTime(file);
        return hasPairs
            ? plan with { Preparation = time.Preparation(state, determinants, hasTables: false) + CovarianceTime.Table(terms) }
            : plan.InTime(time, seconds, requested is null && file.StateSector is not null, !needsTables);
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
        var before = Preparation >= PreparationTime.Noticeable ? FormattableString.Invariant($" in about {Preparation:0} s") : string.Empty;
        var searches = methods.Any(static m => m is "annealing" or "gflownet")
            ? FormattableString.Invariant($", {seconds:0.##} s for each search")
            : string.Empty;
        return FormattableString.Invariant(
            $"plan: {state}; {tables}{before}; {string.Join(", ", methods)}{searches}; memory {MemorySizes.Text(Memory)}");
    }

    /// <summary>What the time has changed, or could not change, in a sentence; null where nothing.</summary>
    /// <param name="seconds">Time of each search.</param>
    public string? Lateness(double seconds)
    {
        var time = FormattableString.Invariant($"more than half of --time {seconds:0.##}s");
        if (Before is null)
        {
            return !IsLate ? null
                : FormattableString.Invariant($"State and covariances take about {Preparation:0} s by themselves, {time}.");
        }

        var state = State is "sci" ? FormattableString.Invariant($"{State} of at most {Determinants:N0} determinants") : State;
        var taken = State == Before.State && Determinants == Before.Determinants ? "covariances part by part were taken"
            : HasTables == Before.HasTables ? $"{state} was taken" : $"{state} and covariances part by part were taken";
        return FormattableString.Invariant(
            $"The state {Before.State} and its covariances would take about {Before.Preparation:0} s, {time}: {taken}. ")
            + "A longer --time keeps them.";
    }

    /// <summary>The first step down whose state and covariances fit into their share of the time; else the plan itself.</summary>
    private GroupingPlan InTime(PreparationTime time, double seconds, bool isOpen, bool mayPart)
    {
        var share = Math.Max(PreparationTime.Noticeable, PreparationShare * seconds);
        GroupingPlan Timed(GroupingPlan plan) =>
            plan with { Preparation = time.Preparation(plan.State, plan.Determinants, plan.HasTables) };
        var first = Timed(this);
        if (!(first.Preparation > share))
        {
            return first;
        }

        foreach (var step in Steps(isOpen))
        {
            foreach (var hasTables in mayPart ? new[] { HasTables, false } : [HasTables])
            {
                if (time.WithCosts(step.State, step.Determinants, hasTables) <= share)
                {
                    return Timed(step with { HasTables = hasTables }) with { Before = first };
                }
            }
        }

        return isOpen ? Timed(this with { State = "hf", HasTables = HasTables && !mayPart }) with { Before = first, IsLate = true }
            : first with { IsLate = true };
    }

    /// <summary>This plan, and those of smaller states.</summary>
    private IEnumerable<GroupingPlan> Steps(bool isOpen)
    {
        yield return this;
        if (!isOpen || State is not ("fci" or "sci"))
        {
            yield break;
        }

        for (var d = Determinants; d >= LeastDeterminants; d /= 2)
        {
            yield return this with { State = "sci", Determinants = d };
        }

        yield return this with { State = "cisd" };
        yield return this with { State = "hf" };
    }

    private static double Size(HamiltonianFile file) =>
        file.StateSector?.Size(file.Sum.Qubits) ?? Math.Pow(2, Math.Min(file.Sum.Qubits, 1000));

    private static double StateBytes(HamiltonianFile file, double determinants) =>
        determinants * (BytesPerDeterminant + BytesPerElement * Math.Min(MostElements, file.Sum.Count));
}
