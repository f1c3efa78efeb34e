using System.Text.Json.Serialization;
using Quiver.Circuits.Measurement;
using Quiver.Core.Runs;
using TorchSharp;

namespace Quiver.Circuits.Design;

/// <summary>A search for circuits.</summary>
public sealed record DesignOptions
{
    /// <summary>How.</summary>
    public DesignMethod Method { get; init; } = DesignMethod.GFlowNet;

    /// <summary>The most gates of a circuit, its reference not counted.</summary>
    public int MaximumGates { get; init; } = 40;

    /// <summary>The most layers of a circuit, its reference counted; null for any number. Every gate counts one layer: the depth of a
    /// circuit of the hardware's gates as it stands. The searches of <see cref="ClassifierDesigner"/> have no such limit.</summary>
    public int? MaximumDepth { get; init; }

    /// <summary>What a circuit's reward is made of.</summary>
    public DesignWeights Weights { get; init; } = new();

    /// <summary>Fitted circuits in all: the budget, the same work on every machine.</summary>
    public long Fits { get; init; } = 300_000;

    /// <summary>
    /// The budget as work in place of <see cref="Fits"/>, in units of about a nanosecond of one core, the same on every machine;
    /// null counts fits.
    /// </summary>
    public long? Work { get; init; }

    /// <summary>
    /// With <see cref="Work"/>: the search ends early once this many times the work that found its best circuit brought nothing better.
    /// </summary>
    public double Patience { get; init; } = 20;

    /// <summary>A limit in seconds; a search it cuts short depends on the machine.</summary>
    public double Seconds { get; init; } = double.PositiveInfinity;

    /// <summary>Rounds of chains and training.</summary>
    public int Rounds { get; init; } = 12;

    /// <summary>Share of the fits that the chains get.</summary>
    public double ChainShare { get; init; } = 0.95;

    /// <summary>Share of a chain's proposals, pairs of CX aside, that put in one of the steepest gates (<see cref="InsertionGuide"/>); 0
    /// for random ones alone.</summary>
    public double GuidedShare { get; init; } = 0.25;

    /// <summary>Share of a chain's proposals, pairs of CX aside, that take a gadget, a few gates that stand together, from another good
    /// circuit; 0 for none.</summary>
    public double GadgetShare { get; init; } = 0.15;

    /// <summary>Gadgets of accurate circuits of other problems: chains draw <see cref="LibraryShare"/> of their gadgets from them, all of
    /// them where the search has no circuits of its own yet. Null for none.</summary>
    public GadgetLibrary? Library { get; init; }

    /// <summary>Share of the gadgets that come from <see cref="Library"/>, 0 to 1.</summary>
    public double LibraryShare { get; init; } = 0.5;

    /// <summary>With <see cref="DesignMethod.GFlowNet"/>: chains draw several proposals for every fit and choose among them by this policy,
    /// where its features apply (expectation values of operators on up to 16 qubits, gates RX, RY, RZ and CX). Null fits every proposal, as
    /// <see cref="DesignMethod.Annealing"/> always does.</summary>
    public ProposalPolicy? Proposals { get; init; } = ProposalPolicy.BuiltIn;

    /// <summary>A control in place of <see cref="Proposals"/>, for any method with chains; null for none.</summary>
    internal IProposalScore? Control { get; init; }

    /// <summary>For every chain, where the proposals that it fits are kept; null for nowhere.</summary>
    internal IReadOnlyList<ProposalLog>? ProposalLogs { get; init; }

    /// <summary>What chooses among proposals.</summary>
    internal IProposalScore? ProposalScore => Control ?? (Method == DesignMethod.GFlowNet ? Proposals : null);

    /// <summary>How often chains propose what; null for the two shares above and what goes by hand. Shares of 0 above hold all the
    /// same.</summary>
    internal MovePolicy? Moves { get; init; }

    /// <summary>Chains, each on a thread of its own.</summary>
    public int Chains { get; init; } = 2;

    /// <summary>Threads for fitting the GFlowNet's samples.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>First and last temperature of a round of a chain, on log R.</summary>
    public (double Hot, double Cold) Temperature { get; init; } = (3, 0.1);

    /// <summary>Gives the search the least cost as its anchor, where the problem knows it. Off: the search never sees it.</summary>
    public bool UseLeastCost { get; init; }

    /// <summary>Takes the energies of rewards from this simulator instead of the fit's own; null for the fit's. Not with chains.</summary>
    public ICircuitSimulator? Simulator { get; init; }

    /// <summary>Where the GFlowNet's network is trained; null for the CPU. Fits of angles and chains always run on the CPU.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>What a search that was stopped has behind it; by default nothing is kept. It changes no result.</summary>
    [JsonIgnore]
    public UnitJournal Journal { get; init; } = UnitJournal.None;

    /// <summary>Seed of every random choice.</summary>
    public int Seed { get; init; }

    /// <summary>The work that a time buys on two cores.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <returns>Units of <see cref="Work"/>.</returns>
    public static long WorkOf(double seconds) => (long)(2 * DesignWork.PerSecond * seconds);
}
