using System.Globalization;
using System.Text;
using Quiver.GFlowNet.Kernels;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping.Population;

/// <summary>Sizes of a population of chains, and which of their tables lie in a multiprocessor's own memory.</summary>
internal sealed class PartitionShape
{
    /// <summary>Proposals side by side where nobody asks for another number.</summary>
    public const int UsualProposals = 128;

    // Slots come in words of bits; some stay free for groups that open.
    private const double Spare = 1.25;
    private const int SlotUnit = 32;

    // Shared memory of the structure of a block, counted for every slot, for every proposal and for the rest.
    private const int BytesPerSlot = 24;
    private const int BytesPerProposal = 68;
    private const int OtherBytes = 15 * 1024;

    // Threads that share one proposal, at most; they divide the bits of a word.
    private const int MostLanes = 8;

    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="groups">Groups of the partition they start from.</param>
    /// <param name="sharedLimit">Shared memory of a block, bytes.</param>
    /// <param name="proposals">Proposals of a chain that are worked out side by side.</param>
    public PartitionShape(PartitionWeights weights, int chains, int groups, int sharedLimit, int proposals = UsualProposals)
    {
        (Terms, Chains, Proposals, Lanes) = (weights.Count, chains, proposals, Math.Min(MostLanes, PartitionKernels.Threads / proposals));
        Slots = (int)Math.Ceiling(((Spare * groups) + SlotUnit / 2) / SlotUnit) * SlotUnit;
        Stride = (Terms + 7) / 8 * 8;
        var left = sharedLimit - OtherBytes - (BytesPerProposal * Proposals) - (BytesPerSlot * Slots) - (4 * LabelWords);
        KeepsAccepting = 4L * AcceptingWords <= left;
        left -= KeepsAccepting ? 4 * AcceptingWords : 0;
        KeepsMembers = 4L * MemberWords <= left;
        IsPossible = left > 0;
    }

    public int Terms { get; }

    public int Chains { get; }

    /// <summary>Proposals of a chain that are worked out side by side.</summary>
    public int Proposals { get; }

    /// <summary>Threads that share one proposal.</summary>
    public int Lanes { get; }

    /// <summary>Places for groups.</summary>
    public int Slots { get; }

    /// <summary>Terms in one row of a table, the last of them of no term.</summary>
    public int Stride { get; }

    /// <summary>Whether the groups that accept a term are kept in shared memory.</summary>
    public bool KeepsAccepting { get; }

    /// <summary>Whether the members of the groups are kept in shared memory, as bits.</summary>
    public bool KeepsMembers { get; }

    /// <summary>Whether a block holds what it must hold in shared memory.</summary>
    public bool IsPossible { get; }

    /// <summary>Words of the bits of one chain's accepting groups.</summary>
    public int AcceptingWords => Stride * (Slots / 32);

    /// <summary>Words of the bits of one chain's members.</summary>
    public int MemberWords => Slots * ((Terms + 31) / 32);

    /// <summary>Shared memory of a block beside its structure, bytes.</summary>
    public int SharedBytes => 4 * (LabelWords + (KeepsAccepting ? AcceptingWords : 0) + (KeepsMembers ? MemberWords : 0));

    /// <summary>Memory on the device of all chains and the tables that they share, bytes.</summary>
    public long DeviceBytes => (2L * Terms * Stride) + (6L * Chains * Slots * Stride) + (4L * Chains * Terms)
        + 4L * Chains * ((KeepsAccepting ? 0 : AcceptingWords) + (KeepsMembers ? 0 : MemberWords));

    /// <summary>The kernels' source.</summary>
    public string Source
    {
        get
        {
            var text = new StringBuilder();
            void Define(string name, long value) => text.Append(CultureInfo.InvariantCulture, $"#define {name} {value}\n");
            Define("THREADS", PartitionKernels.Threads);
            Define("PROPOSALS", Proposals);
            Define("LANES", Lanes);
            Define("TERMS", Terms);
            Define("STRIDE", Stride);
            Define("SLOTS", Slots);
            Define("PARTNERS", PartitionWeights.Partners);
            Define("RESULTS", PartitionKernels.ResultCount);
            Define("LABEL_WORDS", LabelWords);
            Define("KEPT_ACCEPTS", KeepsAccepting ? AcceptingWords : 0);
            Define("POOL_WORDS", (SharedBytes / 4) + 4);
            if (KeepsAccepting)
            {
                Define("KEEP_ACCEPTS", 1);
            }

            if (KeepsMembers)
            {
                Define("KEEP_MEMBERS", 1);
            }

            var own = KernelSource.Resource("partition.cu", typeof(PartitionShape).Assembly);
            return text.Append(KernelSource.Resource("prelude.cu")).Append(own).ToString();
        }
    }

    // Two labels a word.
    private int LabelWords => (Stride + 1) / 2;
}
