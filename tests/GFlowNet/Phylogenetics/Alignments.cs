using Quiver.GFlowNet.Phylogenetics;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.Phylogenetics;

/// <summary>Small alignments whose taxa resemble their neighbours.</summary>
internal static class Alignments
{
    public static Alignment Small(int taxa, int sites, int seed)
    {
        using var folder = new TemporaryFolder();
        return Alignment.Read(folder.Write("a.fasta", Fasta(taxa, sites, seed)));
    }

    public static string Fasta(int taxa, int sites, int seed)
    {
        var random = new Random(seed);
        var letters = Enumerable.Range(0, sites).Select(_ => "ACGT"[random.Next(4)]).ToArray();
        return string.Concat(Enumerable.Range(0, taxa).Select(t =>
        {
            for (var k = 0; k < sites; k++)
            {
                letters[k] = random.Next(6) == 0 ? "ACGTRN-"[random.Next(7)] : letters[k] is '-' or 'N' or 'R' ? 'A' : letters[k];
            }

            return $">t{t} of some\n{new string(letters)}\n";
        }));
    }
}
