namespace Quiver.Circuits.Design;

/// <summary>What a gadget keeps of basis states, the strictest that holds.</summary>
public enum GadgetSymmetry
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The parity of ones, or it always changes it.</summary>
    Parity,

    /// <summary>The number of ones (under Jordan-Wigner: of particles), or it always turns it into that of zeros, as Sz into -Sz.</summary>
    Particles,
}
