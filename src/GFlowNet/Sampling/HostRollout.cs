using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using System.Runtime.InteropServices;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>
/// Rollouts on the CPU without tensor operations: states live in plain memory, finished rows drop out of the batch, and
/// each core takes a share of the rows for the whole rollout.
/// </summary>
internal sealed class HostRollout(DiscreteEnvironment environment, IHostEnvironment host, HostNetwork network)
{
    private readonly DiscreteEnvironment environment = environment;
    private readonly IHostEnvironment host = host;
    private readonly HostNetwork network = network;
    // Fewer rows than this are not worth a second core.
    private const int RowsPerCore = 16;
    private readonly Worker[] workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Worker()).ToArray();

    /// <summary>Walks from given states to the end.</summary>
    /// <param name="start">[batch, width].</param>
    /// <param name="stream">The random numbers, addressed by step and row.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <returns>States [steps, batch, width], actions [steps, batch], lengths [batch], terminal states [batch, width].</returns>
    public (Tensor States, Tensor Actions, Tensor Lengths, Tensor Terminal) Walk(Tensor start, RandomStream stream, Exploration exploration)
    {
        int batch = (int)start.shape[0], width = environment.StateWidth, steps = environment.MaximumLength;
        var states = empty([steps, batch, width], ScalarType.Int64);
        var actions = full([steps, batch], environment.ExitAction, ScalarType.Int64);
        var lengths = empty([batch], ScalarType.Int64);
        var terminal = start.contiguous().clone();
        network.Refresh();
        var task = new Task(states, actions, lengths, terminal, stream, exploration, batch);
        var parts = Math.Clamp(batch / RowsPerCore, 1, workers.Length);
        if (parts == 1)
        {
            workers[0].Run(this, task, 0, batch);
        }
        else
        {
            Parallel.For(0, parts, p => workers[p].Run(this, task, batch * p / parts, batch * (p + 1) / parts));
        }

        var longest = MemoryMarshal.Cast<byte, long>(lengths.bytes).Length == 0
            ? 1
            : TensorPrimitives.Max(MemoryMarshal.Cast<byte, long>(lengths.bytes));
        var (usedStates, usedActions) = (states.narrow(0, 0, longest), actions.narrow(0, 0, longest));
        Pad(task, (int)longest, width);
        return (usedStates, usedActions, lengths, terminal);
    }

    // Rows that ended early repeat their finished state.
    private static void Pad(Task task, int longest, int width)
    {
        var states = MemoryMarshal.Cast<byte, long>(task.States.bytes);
        var terminal = MemoryMarshal.Cast<byte, long>(task.Terminal.bytes);
        var lengths = MemoryMarshal.Cast<byte, long>(task.Lengths.bytes);
        for (var t = 0; t < longest; t++)
        {
            for (var r = 0; r < task.Batch; r++)
            {
                if (t >= lengths[r])
                {
                    terminal.Slice(r * width, width).CopyTo(states[(((t * task.Batch) + r) * width)..]);
                }
            }
        }
    }

    private sealed record Task(
        Tensor States, Tensor Actions, Tensor Lengths, Tensor Terminal, RandomStream Stream, Exploration Exploration, int Batch);

    private sealed class Worker
    {
        private int[] active = [];
        private int[] prefix = [];
        private int[] tokens = [];
        private float[] work = [];
        private float[] logits = [];
        private bool[] allowed = [];

        public void Run(HostRollout owner, Task task, int first, int end)
        {
            var environment = owner.environment;
            int width = environment.StateWidth, tokenCount = environment.TokenCount, actionCount = environment.ActionCount;
            var count = end - first;
            Reserve(count, tokenCount, actionCount, owner.network.Hidden);
            var states = MemoryMarshal.Cast<byte, long>(task.States.bytes);
            var actions = MemoryMarshal.Cast<byte, long>(task.Actions.bytes);
            var lengths = MemoryMarshal.Cast<byte, long>(task.Lengths.bytes);
            var current = MemoryMarshal.Cast<byte, long>(task.Terminal.bytes);
            var (exploration, inverseTemperature) = (task.Exploration, (float)(1 / task.Exploration.Temperature));
            for (var i = 0; i < count; i++)
            {
                active[i] = first + i;
                prefix[i] = WalkNoise.EvenPrefix(task.Stream, first + i, exploration);
            }

            for (var t = 0; count > 0; t++)
            {
                for (var i = 0; i < count; i++)
                {
                    owner.host.Tokens(current.Slice(active[i] * width, width), tokens.AsSpan(i * tokenCount, tokenCount));
                }

                owner.network.Logits(tokens, count, tokenCount, work, logits);
                if (owner.network.HasTable)
                {
                    for (var i = 0; i < count; i++)
                    {
                        var row = ((StatewiseEnvironment)environment).Row(current.Slice(active[i] * width, width));
                        owner.network.AddTable(row, logits.AsSpan(i * actionCount, actionCount));
                    }
                }

                var remaining = 0;
                for (var i = 0; i < count; i++)
                {
                    var row = active[i];
                    var state = current.Slice(row * width, width);
                    var place = (t * task.Batch) + row;
                    state.CopyTo(states[(place * width)..]);
                    owner.host.ForwardMask(state, allowed);
                    var noise = task.Stream.At((uint)t, (uint)row);
                    var isEven = t < prefix[row - first] || PhiloxWords.Unit(noise.Y) < exploration.Epsilon;
                    var action = Draw(
                        logits.AsSpan(i * actionCount, actionCount), isEven ? 0 : inverseTemperature, PhiloxWords.Unit(noise.X));
                    actions[place] = action;
                    if (action == environment.ExitAction)
                    {
                        lengths[row] = t + 1;
                        continue;
                    }

                    owner.host.Step(state, action);
                    active[remaining++] = row;
                }

                count = remaining;
            }
        }

        private void Reserve(int rows, int tokenCount, int actionCount, int hidden)
        {
            if (active.Length < rows || allowed.Length != actionCount)
            {
                active = new int[rows];
                prefix = new int[rows];
                tokens = new int[rows * tokenCount];
                work = new float[2 * rows * hidden];
                logits = new float[rows * actionCount];
                allowed = new bool[actionCount];
            }
        }

        private int Draw(Span<float> scores, float inverseTemperature, double u)
        {
            var top = float.NegativeInfinity;
            for (var a = 0; a < scores.Length; a++)
            {
                scores[a] = allowed[a] ? inverseTemperature == 0 ? 0 : scores[a] * inverseTemperature : float.NegativeInfinity;
                top = Math.Max(top, scores[a]);
            }

            TensorPrimitives.Subtract(scores, top, scores);
            TensorPrimitives.Exp(scores, scores);

            // Scores that are not numbers end the walk; the loss then names the culprit.
            return InverseCdf.Draw<float>(scores, u);
        }
    }
}
