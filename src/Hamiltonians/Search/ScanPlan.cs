namespace Quiver.Hamiltonians.Search;

/// <summary>In which order the geometries of a scan are searched, from which others, and for how long.</summary>
internal static class ScanPlan
{
    // One geometry in so many is searched whole, all of these together in so much of the time.
    private const int Stride = 5;
    private const double WholeShare = 0.4;

    /// <summary>Plans.</summary>
    /// <param name="count">Number of geometries.</param>
    /// <returns>One step per geometry; the neighbours of a step come before it, and the shares add up to 1.</returns>
    public static IReadOnlyList<ScanStep> Of(int count)
    {
        var whole = (count + Stride - 1) / Stride;
        var share = whole < count ? WholeShare : 1;
        int[] at = [.. Enumerable.Range(0, whole).Select(k => ((2 * k) + 1) * count / (2 * whole))];
        var steps = at.Select(i => new ScanStep(i, [], share / whole)).ToList();
        var known = at.ToHashSet();
        foreach (var i in Enumerable.Range(0, count).Except(at).OrderBy(i => at.Min(w => Math.Abs(w - i))).ThenBy(static i => i))
        {
            int Nearest(int step)
            {
                var j = i + step;
                while (j >= 0 && j < count && !known.Contains(j))
                {
                    j += step;
                }

                return j;
            }

            int[] neighbors = [.. new[] { Nearest(-1), Nearest(1) }.Where(j => j >= 0 && j < count)];
            steps.Add(new ScanStep(i, neighbors, (1 - share) / (count - whole)));
            known.Add(i);
        }

        return steps;
    }
}
