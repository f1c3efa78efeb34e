using Quiver.Core.Randomness;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Walks an environment at random and checks on the way what training takes for granted: no dead end, masks of the right
/// shape, moves that can be taken back, walks that end in time, keys that tell states apart, tokens in range, finite rewards,
/// and members in plain memory (<see cref="IHostEnvironment"/>) that agree with their tensor twins.
/// </summary>
/// <remarks>
/// Half of the walks avoid the exit as long as they can, so that a <see cref="DiscreteEnvironment.MaximumLength"/> that is too
/// small shows. A sample proves nothing: what it never meets it cannot find. A few milliseconds for a small environment; at
/// most <see cref="StepLimit"/> steps for a large one. Training does this once, before its first batch, without the rewards,
/// which it checks on the batch itself.
/// </remarks>
public static class EnvironmentCheck
{
    /// <summary>The most steps that are walked.</summary>
    public const int StepLimit = 2048;

    // Cells of masks looked at in a step, and in all: what a check may cost.
    private const long StepCells = 1 << 12;
    private const long CellLimit = 1 << 21;

    /// <summary>Checks an environment.</summary>
    /// <param name="environment">The environment; nothing of it is changed.</param>
    /// <param name="walks">Walks, at least 2.</param>
    /// <param name="seed">Fixes the walks.</param>
    /// <param name="rewards">Whether to evaluate the reward of the objects reached.</param>
    /// <exception cref="EnvironmentFaultException">A rule is broken; the first one found is named.</exception>
    public static void Run(DiscreteEnvironment environment, int walks = 16, int seed = 0, bool rewards = true)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfLessThan(walks, 2);
        TorchLibrary.Load();
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        new Walk(environment, (int)Math.Clamp(CellLimit / Math.Max(1, environment.ActionCount), 2, walks), seed).Run(rewards);
    }

    private sealed class Walk(DiscreteEnvironment environment, int walks, int seed)
    {
        private readonly Random random = new(seed);
        private readonly EnvironmentFaults faults = new(environment);
        private readonly Dictionary<long, long[]> byKey = [];

        // Moves tried at each step, beside those that are taken, and the most steps.
        private readonly int tries = (int)Math.Clamp(StepCells / Math.Max(1, environment.ActionCount), 4, 64);
        private readonly long mostSteps = Math.Clamp(CellLimit / (Math.Max(1L, environment.ActionCount) * walks), 64, StepLimit);

        public void Run(bool rewards)
        {
            var start = environment.InitialState();
            faults.Require(environment.StateWidth >= 1 && environment.ActionCount >= 1, "StateWidth and ActionCount must be at least 1");
            faults.Require(environment.MaximumLength >= 1, "MaximumLength must be at least 1");
            faults.Require(start.Length == environment.StateWidth,
                $"InitialState has {start.Length} numbers and StateWidth is {environment.StateWidth}");
            var states = environment.Initial(walks);
            var visited = Enumerable.Range(0, walks).Select(_ => new HashSet<string>(StringComparer.Ordinal)).ToArray();
            var objects = new List<long[]>();
            var rows = Enumerable.Range(0, walks).ToArray();
            for (var step = 0; rows.Length > 0 && step < mostSteps; step++)
            {
                using var inner = TorchScope.Begin();
                var numbers = Rows(states);
                var forward = Mask(environment.ForwardMask(states), environment.ActionCount, "ForwardMask", numbers.Length);
                var backward = Mask(environment.BackwardMask(states), environment.ActionCount - 1, "BackwardMask", numbers.Length);
                Look(states, numbers, forward, backward, step);
                for (var i = 0; i < rows.Length; i++)
                {
                    faults.Require(visited[rows[i]].Add(string.Join(' ', numbers[i])),
                        $"a walk comes back to state {faults.Text(numbers[i])}: there must be no cycle");
                }

                Moves(states, numbers, forward);
                TakenBack(states, numbers, backward);
                var actions = rows.Select((row, i) => Choose(forward[i], row)).ToArray();
                Exit(states, numbers);
                objects.AddRange(actions.Select((a, i) => (a, i)).Where(p => p.a == environment.ExitAction).Select(p => numbers[p.i]));
                var ended = actions.Contains(environment.ExitAction);
                faults.Require(!environment.FixedLength || !ended || step + 1 == environment.MaximumLength,
                    $"FixedLength promises {environment.MaximumLength} actions and a walk has {step + 1}");
                var going = Enumerable.Range(0, rows.Length).Where(i => actions[i] != environment.ExitAction).ToArray();
                faults.Require(
                    going.Length == 0 || step + 1 < environment.MaximumLength,
                    $"MaximumLength is {environment.MaximumLength} and a walk goes on from state "
                        + $"{(going.Length == 0 ? string.Empty : faults.Text(numbers[going[0]]))} after as many actions");
                if (going.Length > 0)
                {
                    var next = environment.Step(Select(states, going), Numbers(going.Select(i => (long)actions[i])));
                    states = next.MoveToOuterDisposeScope();
                }

                rows = [.. going.Select(i => rows[i])];
            }

            if (objects.Count > 0)
            {
                Back(objects, start);
                if (rewards)
                {
                    Rewards(objects);
                }
            }
        }

        // Any way back that BackwardMask allows must end in the initial state, in no more steps than a walk may have.
        private void Back(List<long[]> objects, long[] start)
        {
            var states = tensor(objects.SelectMany(o => o).ToArray(), device: environment.Device).reshape(objects.Count,
                environment.StateWidth);
            for (var step = 0; step < mostSteps; step++)
            {
                using var inner = TorchScope.Begin();
                var numbers = Rows(states);
                var allowed = Mask(environment.BackwardMask(states), environment.ActionCount - 1, "BackwardMask", numbers.Length);
                var choices = allowed.Select(row => Enumerable.Range(0, row.Length).Where(a => row[a]).ToArray()).ToArray();
                for (var i = 0; i < numbers.Length; i++)
                {
                    faults.Require(
                        choices[i].Length > 0 || numbers[i].AsSpan().SequenceEqual(start),
                        $"walking back from {faults.Text(objects[i])} as BackwardMask allows ends in {faults.Text(numbers[i])}, which "
                            + $"is not the initial state");
                    faults.Require(
                        choices[i].Length == 0 || step < environment.MaximumLength,
                        $"walking back from {faults.Text(objects[i])} as BackwardMask allows does not end within MaximumLength, "
                            + $"{environment.MaximumLength}, steps");
                }

                if (Array.TrueForAll(choices, c => c.Length == 0))
                {
                    return;
                }

                var actions = Numbers(choices.Select(c => c.Length == 0 ? (long)environment.ExitAction : c[random.Next(c.Length)]));
                states = environment.StepBack(states, actions).MoveToOuterDisposeScope();
            }
        }

        private int Choose(bool[] allowed, int row)
        {
            var choices = Enumerable.Range(0, allowed.Length).Where(a => allowed[a]).ToArray();
            var avoids = row % 2 == 0 && choices.Length > 1 && choices[^1] == environment.ExitAction;
            return choices[random.Next(choices.Length - (avoids ? 1 : 0))];
        }

        private void Look(Tensor states, long[][] numbers, bool[][] forward, bool[][] backward, int step)
        {
            var keys = environment.Keys(states);
            faults.Require(keys.dim() == 1 && keys.shape[0] == numbers.Length && keys.dtype == ScalarType.Int64,
                $"Keys must give [batch] numbers of type int64, not {Shape(keys)}");
            var tokens = environment.Tokens(states);
            faults.Require(
                tokens.dim() == 2 && tokens.shape[0] == numbers.Length && tokens.shape[1] == environment.TokenCount
                    && tokens.dtype == ScalarType.Int64,
                $"Tokens must give [batch, {environment.TokenCount}] numbers of type int64, not {Shape(tokens)}");
            var (keyNumbers, tokenRows) = (Host(keys), Rows(tokens));
            for (var i = 0; i < numbers.Length; i++)
            {
                var text = faults.Text(numbers[i]);
                faults.Require(forward[i].Contains(true), $"state {text} is a dead end: ForwardMask allows no action there, not even "
                    + $"the exit");
                faults.Require(step > 0 || !environment.AppendsOnly || Array.TrueForAll(tokenRows[i], faults.IsUnwritten),
                    $"AppendsOnly promises that nothing is written at first, and state {text} has the tokens "
                        + string.Join(' ', tokenRows[i]));
                faults.Require(step > 0 || !backward[i].Contains(true), "BackwardMask allows a step back from the initial state");
                faults.Require(step == 0 || backward[i].Contains(true),
                    $"BackwardMask allows no step back from state {text}, which was reached by steps");
                faults.Require(!environment.AllStatesTerminal || forward[i][^1],
                    $"AllStatesTerminal promises the exit everywhere and ForwardMask forbids it in state {text}");
                if (byKey.TryGetValue(keyNumbers[i], out var other))
                {
                    faults.Require(other.AsSpan().SequenceEqual(numbers[i]),
                        $"Keys gives the number {keyNumbers[i]} to different states, {faults.Text(other)} and {text}");
                }

                byKey[keyNumbers[i]] = numbers[i];
                faults.Require(
                    Array.TrueForAll(tokenRows[i], t => t >= 0 && t < environment.Vocabulary),
                    $"state {text} has tokens {string.Join(' ', tokenRows[i])} outside 0 to {environment.Vocabulary - 1} (Vocabulary)");
                faults.Require(tokenRows[i].Distinct().Count() == tokenRows[i].Length,
                    $"state {text} has a token twice: {string.Join(' ', tokenRows[i])}");
                if (environment is IHostEnvironment host)
                {
                    faults.HostAgrees(host, numbers[i], forward[i], tokenRows[i]);
                }
            }
        }

        // Steps forwards must be allowed backwards, and lead back.
        private void Moves(Tensor states, long[][] numbers, bool[][] forward)
        {
            var pairs = Pairs(forward, environment.ExitAction);
            if (pairs.Length == 0)
            {
                return;
            }

            var (from, actions) = (Select(states, [.. pairs.Select(p => p.Row)]), Numbers(pairs.Select(p => (long)p.Action)));
            var copy = from.clone();
            var children = environment.Step(from, actions);
            faults.Require(children.dim() == 2 && children.shape[0] == pairs.Length && children.shape[1] == environment.StateWidth
                && children.dtype == ScalarType.Int64, $"Step must give [batch, {environment.StateWidth}] numbers of type int64, not "
                + $"{Shape(children)}");
            faults.Require(from.eq(copy).all().item<bool>(), "Step changes the states it is given");
            var back = Mask(environment.BackwardMask(children), environment.ActionCount - 1, "BackwardMask", pairs.Length);
            var (reached, returned) = (Rows(children), Rows(environment.StepBack(children, actions)));
            var (before, after) = environment.AppendsOnly ? (Rows(environment.Tokens(from)), Rows(environment.Tokens(children))) : ([], []);
            for (var i = 0; i < pairs.Length; i++)
            {
                var (s, a) = (numbers[pairs[i].Row], pairs[i].Action);
                if (environment.AppendsOnly)
                {
                    faults.Appends(before[i], after[i], s, a);
                }

                faults.Require(back[i][a], $"action {a} leads from {faults.Text(s)} to {faults.Text(reached[i])}, where BackwardMask "
                    + $"does not allow it");
                faults.Require(returned[i].AsSpan().SequenceEqual(s),
                    $"StepBack(Step(s, a), a) must be s: action {a} leads from {faults.Text(s)} to {faults.Text(reached[i])} and back "
                    + $"to {faults.Text(returned[i])}");
                if (environment is IHostEnvironment host)
                {
                    faults.HostSteps(host, s, a, reached[i]);
                }
            }
        }

        // Steps backwards must lead to a state from which the same action leads here.
        private void TakenBack(Tensor states, long[][] numbers, bool[][] backward)
        {
            var pairs = Pairs(backward, environment.ActionCount - 1);
            if (pairs.Length == 0)
            {
                return;
            }

            var (from, actions) = (Select(states, [.. pairs.Select(p => p.Row)]), Numbers(pairs.Select(p => (long)p.Action)));
            var copy = from.clone();
            var parents = environment.StepBack(from, actions);
            faults.Require(parents.shape.SequenceEqual(from.shape),
                $"StepBack must give [batch, {environment.StateWidth}] numbers of type int64, not {Shape(parents)}");
            faults.Require(from.eq(copy).all().item<bool>(), "StepBack changes the states it is given");
            var allowed = Mask(environment.ForwardMask(parents), environment.ActionCount, "ForwardMask", pairs.Length);
            var (before, after) = (Rows(parents), Rows(environment.Step(parents, actions)));
            for (var i = 0; i < pairs.Length; i++)
            {
                var (s, a) = (numbers[pairs[i].Row], pairs[i].Action);
                faults.Require(
                    allowed[i][a] && after[i].AsSpan().SequenceEqual(s),
                    $"BackwardMask allows action {a} in state {faults.Text(s)}, but from {faults.Text(before[i])}, where StepBack "
                        + $"leads, it {(allowed[i][a] ? "leads to " + faults.Text(after[i]) : "may not be taken")}");
            }
        }

        private void Exit(Tensor states, long[][] numbers)
        {
            var exit = Numbers(Enumerable.Repeat((long)environment.ExitAction, numbers.Length));
            foreach (var (name, rows) in new[] { ("Step", Rows(environment.Step(states, exit))),
                ("StepBack", Rows(environment.StepBack(states, exit))) })
            {
                for (var i = 0; i < numbers.Length; i++)
                {
                    faults.Require(rows[i].AsSpan().SequenceEqual(numbers[i]),
                        $"{name} with the exit must leave a state as it is and turns {faults.Text(numbers[i])} into "
                        + $"{faults.Text(rows[i])}");
                }
            }
        }

        private void Rewards(List<long[]> objects)
        {
            var states = tensor(objects.SelectMany(o => o).ToArray(), device: environment.Device).reshape(objects.Count,
                environment.StateWidth);
            var conditions = environment.Reward.SampleConditions(objects.Count, new CounterRandom((ulong)seed + 1), environment.Device);
            var width = environment.Reward.ConditionWidth;
            faults.Require(
                width == 0 ? conditions is null : conditions is not null && conditions.shape.SequenceEqual([objects.Count, width]),
                $"SampleConditions must give [batch, {width}] numbers, or null where ConditionWidth is 0");
            faults.Rewards(environment.LogReward(states, conditions), environment.Reward.PartialLogReward(states, conditions), objects);
        }

        private (int Row, int Action)[] Pairs(bool[][] mask, int actions)
        {
            var all = mask.SelectMany((row, i) => Enumerable.Range(0, actions).Where(a => row[a]).Select(a => (i, a))).ToArray();
            if (all.Length > tries)
            {
                random.Shuffle(all);
            }

            return all.Length > tries ? all[..tries] : all;
        }

        private bool[][] Mask(Tensor mask, int width, string name, int count)
        {
            faults.Require(
                mask.dim() == 2 && mask.shape[0] == count && mask.shape[1] == width && mask.dtype == ScalarType.Bool,
                $"{name} must give [batch, {width}] truth values, not {Shape(mask)}");
            using var host = mask.cpu().contiguous();
            return [.. host.data<bool>().ToArray().Chunk(Math.Max(1, width))];
        }

        private Tensor Select(Tensor states, int[] rows) => states.index_select(0, Numbers(rows.Select(r => (long)r)));

        private Tensor Numbers(IEnumerable<long> values) => tensor(values.ToArray(), device: environment.Device);

        private static string Shape(Tensor values) => $"[{string.Join(", ", values.shape)}] of type "
            + $"{values.dtype.ToString().ToLowerInvariant()}";

        private static long[] Host(Tensor values)
        {
            using var host = values.to(ScalarType.Int64).cpu().contiguous();
            return host.data<long>().ToArray();
        }

        private static long[][] Rows(Tensor values) =>
            values.shape[1] == 0 ? [.. Enumerable.Range(0, (int)values.shape[0]).Select(_ => Array.Empty<long>())]
            : [.. Host(values).Chunk((int)values.shape[1])];
    }
}
