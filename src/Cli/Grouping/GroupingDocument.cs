using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Cli.Grouping;

/// <summary>The JSON of <c>quiver group</c>. Term indices count the operator's terms as read, the identity included.</summary>
internal static class GroupingDocument
{
    public static object Create(
        HamiltonianFile file, GroupingProblem problem, string rule, int maxGroups, string state, double? energy,
        IReadOnlyList<MethodResult> results, Func<MethodResult, int?> twoQubitGates, MethodResult? best) => new
        {
            file.Format,
            file.Sum.Qubits,
            Terms = file.Sum.Count,
            Mapping = file.StateSector?.Mapping.ToString(),
            Sector = file.Sum.Qubits <= 64 ? SectorText.Json(file.StateSector, file.Sum.Qubits) : null,
            Rule = rule,
            MaxGroups = maxGroups == int.MaxValue ? null : (int?)maxGroups,
            State = state,
            Energy = energy,
            Methods = results.Select(r => new
            {
                r.Method,
                r.Cost.Groups,
                r.Cost.Epsilon2M,
                r.Cost.ShotBound,
                r.Cost.RHat,
                TwoQubitGates = twoQubitGates(r),
                r.Seconds,
                r.Note,
            }),
            Best = best?.Grouping is null ? null : new
            {
                best.Method,
                best.Cost.Groups,
                best.Cost.Epsilon2M,
                best.Cost.ShotBound,
                best.Cost.RHat,
                Partition = Indices(file.Sum, best.Grouping),
            },
            Pareto = Front(problem, results).Select(f => new { f.Groups, f.Epsilon2M }),
        };

    /// <summary>The best grouping with labels and coefficients, for tools that know nothing of term indices.</summary>
    public static object Labelled(PauliSum sum, MeasurementGrouping grouping, string rule) => new
    {
        Rule = rule,
        sum.Qubits,
        QubitOrder = "qubit 0 is the leftmost letter",
        Identity = sum.IndexOfIdentity() < 0 ? 0 : sum.Coefficient(sum.IndexOfIdentity()).Real,
        Partition = Indices(sum, grouping),
        Groups = Indices(sum, grouping).Select(g => g.Select(i => Term(sum, i))),
    };

    /// <summary>A term with its coefficient; of an operator that is not Hermitian the modulus, which the costs count, and both
    /// parts.</summary>
    private static object Term(PauliSum sum, int i)
    {
        var label = sum.String(i).ToString();
        var c = sum.Coefficient(i);
        return sum.IsReal ? new
        {
            Label = label,
            Coefficient = c.Real,
        } : new { Label = label, Coefficient = c.Magnitude, c.Real, c.Imaginary };
    }

    /// <summary>Cost and number of groups of every grouping met that no other beats in both.</summary>
    public static List<GroupingCost> Front(GroupingProblem problem, IReadOnlyList<MethodResult> results)
    {
        var front = new List<GroupingCost>();
        var all = results.Where(r => r.Grouping is not null).Select(r => r.Cost)
            .Concat(results.SelectMany(r => r.Front.Select(g => GroupingCost.Of(problem, g))));
        foreach (var cost in all.OrderBy(c => c.Groups).ThenBy(Figure))
        {
            if (front.Count == 0 || Figure(cost) < Figure(front[^1]) * (1 - 1e-12))
            {
                front.Add(cost);
            }
        }

        return front;
    }

    private static double Figure(GroupingCost cost) => cost.Epsilon2M ?? cost.ShotBound;

    /// <summary>Indices of the terms of every group, the identity counted.</summary>
    public static int[][] Indices(PauliSum sum, MeasurementGrouping grouping)
    {
        var identity = sum.IndexOfIdentity();
        return [.. grouping.ToArrays().Select(g => g.Select(i => identity >= 0 && i >= identity ? i + 1 : i).ToArray())];
    }
}
