using CsCheck;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Graphs;

public sealed class GraphReaderTests
{
    [Theory]
    [InlineData("bip5.txt", 5)]
    [InlineData("tri.txt", 2)]
    [InlineData("dimacs.txt", 4)]
    [InlineData("nx.txt", 2)]
    public void Read_FaultFiles_HaveTheirBestCut(string file, double cut) =>
        Assert.Equal(cut, MaxCutProblem.BruteForce(GraphReader.Read(Faults.Circuit(file))).Weight, 1e-12);

    [Fact]
    public void Read_LinesOfSeparatorsAndHeadersAlone_AreReadOrRefusedInEveryFormat()
    {
        using var folder = new TemporaryFolder();
        foreach (var text in new[] { ";;\n1 2\n2 3\n", "| p edge 2 2\n;\ne 1 4\n", ",\n", "1 0\n", "1 0 {'weight': 0}\n", "p edge 1 0\n;\n" })
        {
            var path = Path.Combine(folder.Path, "g.txt");
            File.WriteAllText(path, text);
            foreach (var format in Enum.GetValues<GraphFormat>())
            {
                Assert.True(Record.Exception(() => GraphReader.ReadFile(path, format)) is null or InputException);
            }
        }
    }

    [Theory]
    [InlineData("4 6\n1 2\n1 3\n1 4\n2 3\n2 4\n3 4\n", GraphFormat.Gset, 4)]
    [InlineData("3 3\n1 2\n2 3\n1 3\n", GraphFormat.Gset, 2)]
    [InlineData("4 3\n0 1 1\n1 2 1\n2 3 -1\n", GraphFormat.Gset, 2)]
    [InlineData("5 4\n1 2\n2 3\n3 4\n4 5\n", GraphFormat.Gset, 4)]
    [InlineData("4 2\n1 2\n3 1\n", GraphFormat.Edges, 3)]
    [InlineData("1 2;2 3;1 3", GraphFormat.Edges, 2)]
    [InlineData("1;2;0,5\n2;3;1,5\n", GraphFormat.Edges, 2)]
    [InlineData("source,target,weight\nA,B,1.5\nB,C,2\nA,C,-1\n", GraphFormat.Edges, 3.5)]
    [InlineData("0 1 {'weight': 2.5, 'color': 'red'}\n1 2 {'weight': 1}\n", GraphFormat.Edges, 3.5)]
    [InlineData("1.000e+00 2.000e+00\n2.0 3.0\n", GraphFormat.Edges, 2)]
    [InlineData("1 2 1\n2 1 1\n2 3 2\n3 2 2\n", GraphFormat.Edges, 3)]
    [InlineData("0 1 1\n1 0 1\n1 1 0\n", GraphFormat.Matrix, 2)]
    [InlineData("0,1,0,1\n1,0,1,0\n0,1,0,1\n1,0,1,0\n", GraphFormat.Matrix, 4)]
    [InlineData("% c\n4 4\n2 4\n1 3\n2 4\n1 3\n", GraphFormat.Metis, 4)]
    [InlineData("5 3 1\n2 4\n1 4 3 2\n2 2 4 1\n3 1\n\n", GraphFormat.Metis, 7)]
    [InlineData("0 1 2 3\n1 2\n2 3\n3\n", GraphFormat.Adjacency, 4)]
    [InlineData("%%MatrixMarket matrix coordinate pattern symmetric\n% x\n3 3 3\n2 1\n3 2\n3 1\n", GraphFormat.MatrixMarket, 2)]
    [InlineData("c x\np col 3 3\ne 1 2\ne 2 3\ne 1 3\n", GraphFormat.Dimacs, 2)]
    [InlineData("e 1 2\ne 2 3\n", GraphFormat.Dimacs, 2)]
    public void Read_ByTheWholeFile_FindsFormatAndCut(string text, GraphFormat format, double cut)
    {
        var file = ReadText(text);
        Assert.Equal(format, file.Format);
        Assert.Equal(cut, MaxCutProblem.BruteForce(file.Graph).Weight, 1e-12);
    }

    [Theory]
    [InlineData("p edge 4 4\ne 1 2\ne 2 3\n", "cut off")]
    [InlineData("4 4\n1 2\n2 3\n3 4\n", "4 vertices and 4 edges")]
    [InlineData("12 18\n1 2\n2 3\n3 4\n4 5\n5 6\n6 7\n7 8\n8 9\n9 10\n10 11\n11 12\n", "12 vertices and 18 edges")]
    [InlineData("3 4\n1 2 1\n2 3 1\n", "cut off")]
    [InlineData("<?xml version=\"1.0\"?>\n<graphml/>\n", "GraphML")]
    [InlineData("graph [\n  node [ id 1 ]\n]\n", "GML")]
    [InlineData("{\"nodes\": []}", "JSON")]
    [InlineData("1 2 nan\n", "no finite weight")]
    [InlineData("1 2\n1 x\n", ":2")]
    [InlineData("0 1 2 3\n1 0 2 3\n2 2 0 3\n3 3 4 0\n", "not symmetric")]
    [InlineData("1 1\n", "no edges")]
    [InlineData("# nothing\n", "no edges")]
    [InlineData("p sp 2 1\na 1 2 3\n", "only DIMACS graphs")]
    public void Read_WhatIsNoGraph_SaysSoInOneSentence(string text, string part) =>
        Assert.Contains(part, Assert.Throws<InputException>(() => ReadText(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ALineThatMayBeAHeader_IsNotedAndMayBeForced()
    {
        Assert.Contains("option GraphFormat gset", Assert.Single(GraphReader.ReadFile(Faults.Circuit("bip5.txt")).Notes), StringComparison.Ordinal);
        Assert.Equal(4, MaxCutProblem.BruteForce(GraphReader.ReadFile(Faults.Circuit("bip5.txt"), GraphFormat.Gset).Graph).Weight);
    }

    [Fact]
    public void Read_AnyGraphInAnyFormat_IsTheSameGraph() =>
        Gen.Select(Gen.Int[2, 9], Gen.Int[0, 1000]).Sample((n, seed) =>
        {
            var random = new Random(seed);
            var edges = new List<(int A, int B, int W)> { (0, n - 1, 2) };
            for (var a = 0; a < n; a++)
            {
                for (var b = a + 1; b < n; b++)
                {
                    if (random.Next(2) == 0 && (a, b) != (0, n - 1))
                    {
                        edges.Add((a, b, random.Next(1, 9)));
                    }
                }
            }

            var expected = edges.Order().Select(e => (e.A, e.B, (double)e.W)).ToArray();
            string[] texts =
            [
                $"{n} {edges.Count}\n" + string.Concat(edges.Select(e => $"{e.A + 1} {e.B + 1} {e.W}\n")),
                $"p edge {n} {edges.Count}\n" + string.Concat(edges.Select(e => $"e {e.A + 1} {e.B + 1} {e.W}\n")),
                $"%%MatrixMarket matrix coordinate integer symmetric\n{n} {n} {edges.Count}\n" + string.Concat(edges.Select(e => $"{e.B + 1} {e.A + 1} {e.W}\n")),
                $"{n} {edges.Count} 001\n" + string.Concat(Enumerable.Range(0, n).Select(v => string.Join(' ', edges.Where(e => e.A == v || e.B == v).Select(e => $"{(e.A == v ? e.B : e.A) + 1} {e.W}")) + "\n")),
                n < 3 ? $"1 2 2\n" : string.Concat(Enumerable.Range(0, n).Select(r => string.Join(' ', Enumerable.Range(0, n).Select(c => edges.Find(e => e.A == Math.Min(r, c) && e.B == Math.Max(r, c)).W)) + "\n")),
            ];
            return texts.All(t => ReadText(t).Graph.Edges.Select(e => (e.Source, e.Target, e.Tag)).SequenceEqual(expected));
        });

    [Fact]
    public void RegularGraph_OfAnyDegree_IsDrawnAtOnce()
    {
        for (var degree = 1; degree < 20; degree++)
        {
            var graph = RegularGraph.Create(20, degree, 1);
            Assert.All(graph.Vertices, v => Assert.Equal(degree, graph.AdjacentDegree(v)));
        }
    }

    private static GraphFile ReadText(string text)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "g.txt");
        File.WriteAllText(path, text);
        return GraphReader.ReadFile(path);
    }
}
