namespace Quiver.Hamiltonians.Search;

/// <summary>
/// A child of two partitions: the best group of one parent, then the best of the other, in turn, each without the terms
/// that stand already; what is left over goes where S grows least. As in memetic graph colouring (Galinier and Hao 1999;
/// Moalic and Gondran 2018), with the deviation that a group saves in the place of its size.
/// </summary>
internal static class Crossover
{
    /// <summary>Makes a child.</summary>
    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="first">Group of every term in the parent that gives first.</param>
    /// <param name="second">Group of every term in the other parent.</param>
    /// <param name="maxGroups">Most groups of the child.</param>
    /// <returns>Group of every term; those that find no place in so many groups are alone in further ones.</returns>
    public static int[] Child(PartitionWeights weights, ReadOnlySpan<int> first, ReadOnlySpan<int> second, int maxGroups = int.MaxValue)
    {
        var parents = new[] { new Parent(weights, first), new Parent(weights, second) };
        var child = new int[weights.Count];
        Array.Fill(child, -1);
        var groups = Math.Min(parents[0].Count, maxGroups);
        for (var g = 0; g < groups; g++)
        {
            var taken = parents[g & 1].TakeBest();
            foreach (var term in taken)
            {
                child[term] = g;
            }

            parents[1 - (g & 1)].Remove(taken);
        }

        return Complete(weights, child, maxGroups);
    }

    /// <summary>Puts the terms outside all groups where S grows least, largest |c| first, or alone where nothing takes them.</summary>
    private static int[] Complete(PartitionWeights weights, int[] labels, int maxGroups)
    {
        var state = new PartitionState(weights);
        state.Load(labels);
        foreach (var term in Enumerable.Range(0, labels.Length).Where(t => labels[t] < 0).OrderBy(weights.Rank).ToArray())
        {
            if (!state.Place(term, maxGroups))
            {
                state.Insert(term, state.EmptySlot(), beyond: true);
            }
        }

        return state.Group;
    }

    private sealed class Parent
    {
        private readonly PartitionWeights weights;
        private readonly int[] label;
        private readonly List<int>[] groups;
        private readonly double[] savings;

        public Parent(PartitionWeights weights, ReadOnlySpan<int> labels)
        {
            this.weights = weights;
            label = new int[labels.Length];
            var number = new Dictionary<int, int>();
            var lists = new List<List<int>>();
            for (var t = 0; t < labels.Length; t++)
            {
                if (!number.TryGetValue(labels[t], out var g))
                {
                    g = lists.Count;
                    number.Add(labels[t], g);
                    lists.Add([]);
                }

                label[t] = g;
                lists[g].Add(t);
            }

            groups = [.. lists];
            savings = [.. groups.Select(Saving)];
        }

        public int Count => groups.Length;

        /// <summary>Gives away the group that saves most.</summary>
        public int[] TakeBest()
        {
            var best = 0;
            for (var g = 1; g < groups.Length; g++)
            {
                best = savings[g] > savings[best] ? g : best;
            }

            var taken = groups[best].ToArray();
            groups[best].Clear();
            savings[best] = double.NegativeInfinity;
            return taken;
        }

        public void Remove(int[] terms)
        {
            foreach (var t in terms)
            {
                groups[label[t]].Remove(t);
            }

            foreach (var g in terms.Select(t => label[t]).Distinct())
            {
                savings[g] = Saving(groups[g]);
            }
        }

        /// <summary>What measuring the terms together saves against one by one.</summary>
        private double Saving(List<int> members)
        {
            if (members.Count == 0)
            {
                return double.NegativeInfinity;
            }

            return members.Sum(weights.Deviation) - Math.Sqrt(weights.Variance([.. members]));
        }
    }
}
