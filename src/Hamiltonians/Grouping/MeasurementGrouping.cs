namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// A partition of an operator's terms into groups that are measured together. Groups are numbered by their first
/// term in the order given, members ascend; the identity term belongs to no group.
/// </summary>
public sealed class MeasurementGrouping
{
    private readonly int[] assignment;
    private readonly int[][] groups;

    private MeasurementGrouping(int[] assignment, int[][] groups)
    {
        this.assignment = assignment;
        this.groups = groups;
    }

    /// <summary>Number of groups.</summary>
    public int Count => groups.Length;

    /// <summary>Number of terms.</summary>
    public int Terms => assignment.Length;

    /// <summary>Group of every term; -1 for a term outside all groups.</summary>
    public ReadOnlySpan<int> Assignment => assignment;

    /// <summary>The members of one group, ascending.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Term indices.</returns>
    public ReadOnlySpan<int> Members(int group) => groups[group];

    /// <summary>Builds a grouping from a group label per term; labels may be any integers, negative for none.</summary>
    /// <param name="labels">One label per term.</param>
    /// <returns>The grouping, labels renumbered by first appearance.</returns>
    public static MeasurementGrouping FromLabels(ReadOnlySpan<int> labels)
    {
        var number = new Dictionary<int, int>();
        var members = new List<List<int>>();
        var assignment = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                assignment[i] = -1;
                continue;
            }

            if (!number.TryGetValue(labels[i], out var group))
            {
                group = members.Count;
                number.Add(labels[i], group);
                members.Add([]);
            }

            assignment[i] = group;
            members[group].Add(i);
        }

        return new MeasurementGrouping(assignment, [.. members.Select(m => m.ToArray())]);
    }

    /// <summary>The groups as arrays.</summary>
    /// <returns>A copy: one array of ascending term indices per group.</returns>
    public int[][] ToArrays() => [.. groups.Select(g => g.ToArray())];
}
