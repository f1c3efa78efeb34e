using System.Numerics;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Divides operations into passes over memory and each pass into steps. Both are greedy: the list is scanned in order and
/// an operation joins when it commutes with every earlier one that was left out and its bits fit.
/// </summary>
internal static class Planner
{
    /// <summary>Builds the passes.</summary>
    /// <param name="operations">Operations in order.</param>
    /// <param name="bits">Index bits of the (padded) state.</param>
    /// <param name="blockBits">Index bits of a block, at least lane bits + 5 unless the state is smaller.</param>
    /// <param name="global">A factor of the whole state.</param>
    public static PlanPass<T>[] Build<T>(List<PlanOperation> operations, int bits, int blockBits, Complex global)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var laneBits = StateVector<T>.LaneBits;
        var remaining = new PlanQueue(operations);
        var drafts = new List<(ulong Local, List<object> Steps)>();
        while (!remaining.IsEmpty)
        {
            var accepted = TakePass(remaining, bits, blockBits, laneBits, out var local);
            drafts.Add((local, DraftSteps(accepted, local, laneBits)));
        }

        if (drafts.Count == 0 && global != Complex.One)
        {
            var all = (1UL << bits) - 1;
            drafts.Add((blockBits >= bits ? all : (1UL << blockBits) - 1, [new StepDraft(laneBits)]));
        }

        DistributeFactors(drafts, global, laneBits);
        return [.. drafts.Select(d => new PlanPass<T>(d.Local, bits, [.. d.Steps.Select(s => Finish<T>(s, d.Local))]))];
    }

    private static List<PlanOperation> TakePass(PlanQueue remaining, int bits, int blockBits, int laneBits, out ulong local)
    {
        // Runs of at least four vectors keep memory traffic in whole cache lines and pages.
        var taker = new PassTaker(bits <= blockBits ? (1UL << bits) - 1 : (1UL << (laneBits + 2)) - 1, blockBits);
        remaining.Take(ref taker);
        local = taker.Local;
        for (var bit = 1UL; BitOperations.PopCount(local) < Math.Min(bits, blockBits); bit <<= 1)
        {
            local |= bit;
        }

        return taker.Accepted;
    }

    // A step is a StepDraft, an ExchangeDraft or a PhaseDraft.
    private static List<object> DraftSteps(List<PlanOperation> operations, ulong local, int laneBits)
    {
        var lanes = (1UL << laneBits) - 1;
        var steps = new List<object>();
        var remaining = new PlanQueue(operations);
        while (!remaining.IsEmpty)
        {
            var taker = new StepTaker(new StepDraft(laneBits), local);
            remaining.Take(ref taker);
            if (!taker.Draft.IsEmpty)
            {
                steps.Add(taker.Draft);
                continue;
            }

            var first = remaining.First;
            if (first.Kind == PlanKind.Phase)
            {
                var phases = new PhaseTaker([], local, first.Mask & ~local);
                remaining.Take(ref phases);
                steps.Add(new PhaseDraft(first.Mask & ~local, phases.Phases));
            }
            else
            {
                steps.Add(new ExchangeDraft((int)(first.Control & lanes), first.Mask));
                remaining.RemoveFirst();
            }
        }

        return steps;
    }

    private static void DistributeFactors(List<(ulong Local, List<object> Steps)> drafts, Complex global, int laneBits)
    {
        var waiting = Complex.One;
        StepDraft? last = null;
        foreach (var step in drafts.SelectMany(static d => d.Steps).OfType<StepDraft>())
        {
            waiting *= step.Cosines;
            last = step;

            // Cosines below 2^-20 would let single precision drift towards overflow.
            if (step.HasPhases || waiting.Magnitude < 1e-6)
            {
                step.Factor = waiting;
                waiting = 1;
            }
        }

        waiting *= global;
        if (waiting == Complex.One)
        {
            return;
        }

        if (last is null)
        {
            last = new StepDraft(laneBits);
            drafts[^1].Steps.Add(last);
        }

        last.Factor *= waiting;
    }

    private static PlanStep<T> Finish<T>(object draft, ulong local)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (draft)
        {
            case StepDraft step:
                return step.Finish<T>(local);
            case ExchangeDraft exchange:
                var bits = StepDraft.Bits(local);
                return new ExchangeStep<T>(exchange.ControlLane, 1 << Array.IndexOf(bits, exchange.Target), 1 << bits.Length);
            default:
                var phase = (PhaseDraft)draft;
                return new PhaseStep<T>(phase.Outside, PhaseTable<T>(phase.Phases, local));
        }
    }

    private static T[] PhaseTable<T>(List<PlanOperation> phases, ulong local)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var bits = StepDraft.Bits(local);
        var length = 1 << bits.Length;
        var table = new T[2 * length];
        for (var i = 0; i < length; i++)
        {
            ulong index = 0;
            for (var rest = (uint)i; rest != 0; rest &= rest - 1)
            {
                index |= bits[BitOperations.TrailingZeroCount(rest)];
            }

            var (sin, cos) = Math.SinCos(StepDraft.PhaseAngle(phases, index));
            table[i] = T.CreateTruncating(cos);
            table[length + i] = T.CreateTruncating(sin);
        }

        return table;
    }

    private sealed record PhaseDraft(ulong Outside, List<PlanOperation> Phases);

    private sealed record ExchangeDraft(int ControlLane, ulong Target);

    private struct PassTaker(ulong local, int blockBits) : IPlanTaker
    {
        public ulong Local { get; private set; } = local;

        public List<PlanOperation> Accepted { get; } = [];

        public bool Accepts(in PlanOperation o)
        {
            if (BitOperations.PopCount(Local | o.Mask) <= blockBits)
            {
                Local |= o.Mask;
            }
            else if (o.Kind != PlanKind.Phase || Accepted.Count > 0)
            {
                return false;
            }

            Accepted.Add(o);
            return true;
        }
    }

    private readonly struct StepTaker(StepDraft draft, ulong local) : IPlanTaker
    {
        public StepDraft Draft => draft;

        public bool Accepts(in PlanOperation o) => draft.TryAdd(o, local);
    }

    // All phases that may run now and whose bits outside the block are the same share one table.
    private readonly struct PhaseTaker(List<PlanOperation> phases, ulong local, ulong outside) : IPlanTaker
    {
        public List<PlanOperation> Phases => phases;

        public bool Accepts(in PlanOperation o)
        {
            if (o.Kind != PlanKind.Phase || (o.Mask & ~local) != outside)
            {
                return false;
            }

            phases.Add(o);
            return true;
        }
    }
}
