namespace Quiver.Circuits.Design;

/// <summary>What a chain may propose.</summary>
internal enum ChainMove
{
    /// <summary>Any gate anywhere.</summary>
    Insert,

    /// <summary>A CX, a rotation of its target, and the CX again.</summary>
    ControlledRotation,

    /// <summary>A gate goes.</summary>
    Remove,

    /// <summary>Any gate in place of one.</summary>
    Replace,

    /// <summary>A CX the other way round; any gate in place of a rotation.</summary>
    Reverse,

    /// <summary>A gate goes elsewhere.</summary>
    Relocate,

    /// <summary>Two of the above.</summary>
    Two,

    /// <summary>A gadget of another good circuit (<see cref="Design.Gadget"/>).</summary>
    Gadget,

    /// <summary>One of the steepest gates (<see cref="InsertionGuide"/>).</summary>
    Steep,

    /// <summary>One of the steepest gates in exchange for any other.</summary>
    SteepExchange,

    /// <summary>Two equal CX go, what stands between them stays.</summary>
    TakePair,
}
