namespace Quiver.Circuits.Ansatz;

/// <summary>The CX of one layer of a hardware-efficient ansatz.</summary>
public enum Entangler
{
    /// <summary>From every qubit to the next: n - 1.</summary>
    Line,

    /// <summary>The line, closed from the last qubit to the first: n.</summary>
    Ring,

    /// <summary>From every qubit to every later one: n (n - 1) / 2.</summary>
    Full,
}
