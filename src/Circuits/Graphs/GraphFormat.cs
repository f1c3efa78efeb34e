namespace Quiver.Circuits.Graphs;

/// <summary>Formats of graph files.</summary>
public enum GraphFormat
{
    /// <summary>Decided by the whole file.</summary>
    Auto,

    /// <summary>A line per edge: two vertices and, if wanted, a weight or a networkx dictionary.</summary>
    Edges,

    /// <summary>A first line "vertices edges", then a line per edge (Gset, rudy, Biq Mac).</summary>
    Gset,

    /// <summary>DIMACS: "p edge vertices edges", then lines "e a b [weight]".</summary>
    Dimacs,

    /// <summary>METIS: "vertices edges [fmt]", then a line of neighbours per vertex.</summary>
    Metis,

    /// <summary>A symmetric square matrix of weights.</summary>
    Matrix,

    /// <summary>A line per vertex: its name, then its neighbours (networkx adjacency list).</summary>
    Adjacency,

    /// <summary>Matrix Market coordinates.</summary>
    MatrixMarket,
}
