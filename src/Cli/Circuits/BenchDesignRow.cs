using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>One search of <c>quiver bench design</c>.</summary>
/// <param name="Problem">The problem's name.</param>
/// <param name="Search">How it was searched.</param>
/// <param name="Seed">Seed.</param>
/// <param name="LogReward">Best log R.</param>
/// <param name="Cx">CX of the leading circuit.</param>
/// <param name="Depth">Its layers.</param>
/// <param name="Angles">Its angles.</param>
/// <param name="Gates">Its gates.</param>
/// <param name="Error">Its cost above the exact least cost, Ha.</param>
/// <param name="Met">Whether the search met its target by its own estimate.</param>
/// <param name="Fits">Circuits fitted.</param>
/// <param name="Good">Distinct circuits within the target, by the estimate.</param>
/// <param name="Work">Work done, in units of about a nanosecond of one core.</param>
/// <param name="Seconds">Time taken.</param>
internal sealed record BenchDesignRow(
    string Problem, string Search, int Seed, double LogReward, int Cx, int Depth, int Angles, int Gates, double Error, bool Met, long Fits,
    int Good, long Work, double Seconds)
{
    public static BenchDesignRow Of(GroundStateProblem problem, string search, int seed, DesignOutcome found)
    {
        var lead = found.Lead;
        return new BenchDesignRow(
            problem.Name, search, seed, found.Archive.Best!.LogReward, lead.Cx, lead.Depth, lead.Parameters, lead.Gates,
            lead.Cost - problem.LeastCost!.Value, found.Goal!.Best is not null, found.Fits, found.Archive.Good, found.Work, found.Seconds);
    }
}
