namespace Quiver.Circuits.Measurement;

/// <summary>How the Clifford circuit of a measurement group is built.</summary>
public enum CircuitSynthesis
{
    /// <summary>Symplectic elimination as the strings come (van den Berg, Temme, arXiv:2003.13599).</summary>
    Elimination,

    /// <summary>The X block through a network of CX by Patel, Markov and Hayes (quant-ph/0302002), then CZ: the baseline.</summary>
    PatelMarkovHayes,

    /// <summary>A search for few two-qubit gates (<see cref="DiagonalizationSearch"/>).</summary>
    Search,
}
