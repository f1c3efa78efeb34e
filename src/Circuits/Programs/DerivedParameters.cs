using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Programs;

/// <summary>Renumbers and replaces the angles of a program's gates.</summary>
internal static class DerivedParameters
{
    /// <summary>The derived expressions in the order in which the steps first use them; unused ones go.</summary>
    public static (ImmutableArray<ProgramStep> Steps, ImmutableArray<ParameterExpression> Derived) InOrderOfUse(
        ImmutableArray<ProgramStep> steps, int inputs, ImmutableArray<ParameterExpression> derived)
    {
        var numbers = new Dictionary<int, int>();
        var kept = ImmutableArray.CreateBuilder<ParameterExpression>();
        var mapped = Map(steps, a =>
        {
            if (!a.IsFree || a.Parameter < inputs)
            {
                return a;
            }

            if (!numbers.TryGetValue(a.Parameter, out var number))
            {
                number = inputs + kept.Count;
                numbers.Add(a.Parameter, number);
                kept.Add(derived[a.Parameter - inputs]);
            }

            return a with { Parameter = number };
        });
        return (mapped, kept.ToImmutable());
    }

    /// <summary>The steps with every angle replaced, in branches too.</summary>
    public static ImmutableArray<ProgramStep> Map(ImmutableArray<ProgramStep> steps, Func<Angle, Angle> map)
    {
        var result = ImmutableArray.CreateBuilder<ProgramStep>(steps.Length);
        foreach (var step in steps)
        {
            result.Add(step switch
            {
                GateStep { Gate.IsFree: true } g => new GateStep(g.Gate.WithAngles(Array.ConvertAll(g.Gate.Angles.ToArray(), a => map(a)))),
                BranchStep b => b with { Then = Map(b.Then, map), Else = Map(b.Else, map) },
                _ => step,
            });
        }

        return result.MoveToImmutable();
    }
}
