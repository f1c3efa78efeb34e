using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Tests.Grouping;

/// <summary>Brute-force enumeration of every valid partition, as restricted-growth labels.</summary>
internal static class AllPartitions
{
    public static List<int[]> Of(GroupingProblem problem)
    {
        var result = new List<int[]>();
        Extend(problem, new int[problem.Terms.Count], 0, 0, result);
        return result;
    }

    private static void Extend(GroupingProblem problem, int[] labels, int term, int groups, List<int[]> result)
    {
        if (term == labels.Length)
        {
            result.Add([.. labels]);
            return;
        }

        for (var g = 0; g <= groups; g++)
        {
            var fits = true;
            for (var j = 0; j < term && fits; j++)
            {
                fits = labels[j] != g || problem.Graph.Compatible(term, j);
            }

            if (fits)
            {
                labels[term] = g;
                Extend(problem, labels, term + 1, Math.Max(groups, g + 1), result);
            }
        }
    }
}
