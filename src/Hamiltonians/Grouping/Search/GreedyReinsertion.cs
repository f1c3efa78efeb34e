namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>Puts each term where S grows least.</summary>
internal sealed class GreedyReinsertion : IReinsertion
{
    public double Reinsert(PartitionState state, ReadOnlySpan<int> removed, double temperature, Random random)
    {
        double total = 0;
        foreach (var term in removed)
        {
            var slot = state.EmptySlot();
            var best = state.InsertionCost(term, slot);
            state.Scans += state.Slots;
            for (var s = 0; s < state.Slots; s++)
            {
                if (state.Accepts(s, term))
                {
                    var cost = state.InsertionCost(term, s);
                    if (cost < best)
                    {
                        (best, slot) = (cost, s);
                    }
                }
            }

            state.Insert(term, slot);
            total += best;
        }

        return total;
    }
}
