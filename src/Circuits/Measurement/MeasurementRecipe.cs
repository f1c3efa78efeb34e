using System.Collections.Immutable;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// How counts of a plan's circuits become an energy, without the operator's file: E = Constant + sum over groups and terms of coefficient *
/// sign * mean of (-1)^(parity of the outcome's bits where the Z string has a Z).
/// </summary>
/// <param name="Qubits">Number of qubits; qubit 0 is the leftmost letter of labels and Z strings.</param>
/// <param name="Constant">The identity term, in the operator's unit.</param>
/// <param name="Groups">The groups.</param>
public sealed record MeasurementRecipe(int Qubits, double Constant, ImmutableArray<MeasurementRecipeGroup> Groups)
{
    /// <summary>Shots of all groups together.</summary>
    public long Shots => Groups.Sum(static g => (long)g.Shots);

    /// <summary>The recipe of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="labels">Label of each term, counted without the identity. The label of an anticommuting group is a sum of them.</param>
    /// <param name="shots">Shots per group.</param>
    /// <param name="shift">Added to the constant: what the operator leaves out of the energy, such as a core's.</param>
    /// <returns>The recipe; group k is called <c>group-00k</c>, from 1.</returns>
    public static MeasurementRecipe Of(MeasurementPlan plan, Func<int, string> labels, IReadOnlyList<int> shots, double shift = 0)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(shots);
        return new(plan.Qubits, plan.Constant + shift, [.. Enumerable.Range(0, plan.Groups.Length).Select(g => new MeasurementRecipeGroup(
            FormattableString.Invariant($"group-{g + 1:000}"),
            shots[g],
            Gates.CircuitMetrics.MultiQubitGates(plan.Groups[g].Circuit),
            Gates.CircuitMetrics.Depth(plan.Groups[g].Circuit),
            Terms(plan, g, labels)))]);
    }

    /// <summary>The linear form that turns counts of the groups into an energy; its circuits are empty.</summary>
    /// <returns>A design of as many settings as there are groups.</returns>
    public MeasurementDesign Design()
    {
        var unit = 0;
        var empty = new Gates.Circuit(Qubits, []);
        return new(
            Qubits,
            Constant,
            Groups.Select(_ => empty),
            Groups.Select(static g => Math.Max(1, g.Shots)),
            [.. Groups.Select(g => g.Terms.Select(t => new MeasuredTerm(unit, Mask(t.Z), t.Sign < 0, t.Coefficient, unit++)).ToArray())]);
    }

    private static ulong Mask(string z) => z.Aggregate(0UL, static (bits, letter) => (bits << 1) | (letter == 'Z' ? 1UL : 0));

    private static ImmutableArray<MeasurementRecipeTerm> Terms(MeasurementPlan plan, int group, Func<int, string> labels)
    {
        var parts = plan.Readings(group);
        var terms = ImmutableArray.CreateBuilder<MeasurementRecipeTerm>(parts.Length);
        for (var m = 0; m < parts.Length; m++)
        {
            terms.Add(
                new(
                    plan.IsUnitaryPartition ? Sum(plan, group, labels) : labels(parts[m].Term), parts[m].Coefficient,
                    plan.Groups[group].Diagonal[m].ToString(), plan.Groups[group].Negative[m] ? -1 : 1));
        }

        return terms.MoveToImmutable();
    }

    // What a rotated string stands for: the group's sum, of norm 1.
    private static string Sum(MeasurementPlan plan, int group, Func<int, string> labels)
    {
        var norm = plan.Readings(group)[0].Coefficient;
        var text = new System.Text.StringBuilder();
        foreach (var (term, coefficient) in plan.Parts(group))
        {
            text.Append(text.Length == 0 ? coefficient < 0 ? "-" : string.Empty : coefficient < 0 ? " - " : " + ");
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Abs(coefficient) / norm:R} {labels(term)}");
        }

        return text.ToString();
    }
}
