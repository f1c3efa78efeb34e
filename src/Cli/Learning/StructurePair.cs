using System.Collections.Immutable;
using Quiver.GFlowNet.Evaluation;

namespace Quiver.Cli.Learning;

/// <summary>The learned and exact probabilities of one ordered pair of variables.</summary>
internal sealed record StructurePair(
    string From, string To, double Edge, double EdgeExact, double Path, double PathExact, double Blanket, double BlanketExact)
{
    public static ImmutableArray<StructurePair> All(IReadOnlyList<string> names, StructureMarginals learned, StructureMarginals exact)
    {
        var pairs = new List<StructurePair>();
        for (var i = 0; i < names.Count; i++)
        {
            for (var j = 0; j < names.Count; j++)
            {
                var k = (i * names.Count) + j;
                if (i != j)
                {
                    pairs.Add(new StructurePair(names[i], names[j], learned.Edges[k], exact.Edges[k], learned.Paths[k], exact.Paths[k],
                        learned.Blankets[k], exact.Blankets[k]));
                }
            }
        }

        return [.. pairs];
    }
}
