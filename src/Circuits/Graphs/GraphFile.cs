using QuikGraph;

namespace Quiver.Circuits.Graphs;

/// <summary>A weighted graph as read from a file.</summary>
/// <param name="Graph">Vertices 0 to n-1 with all edges.</param>
/// <param name="Format">The format it was read in.</param>
/// <param name="Names">The file's name of every vertex.</param>
/// <param name="Notes">What was assumed or left out, a sentence each.</param>
public sealed record GraphFile(
    UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Graph,
    GraphFormat Format,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Notes);
