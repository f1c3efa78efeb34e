using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.LearnedGrouping;

/// <summary>
/// The trainable twin of <see cref="GroupingPolicy"/>: the same network in TorchSharp with a value head for
/// forward-looking losses, all weights in one flat parameter, and <see cref="AdamStep"/> on plain arrays.
/// </summary>
/// <remarks>
/// The update runs in managed code: a few thousand weights cost less that way than a dozen small tensor operations, and no
/// temporary scalar crosses into native code.
/// </remarks>
internal sealed class PolicyNetwork : IDisposable
{
    private const int Hidden = GroupingPolicy.Hidden;
    private static readonly (int Rows, int Columns)[] Shapes =
    [
        (CandidateFeatures.Count, Hidden), (1, Hidden), (Hidden, Hidden), (1, Hidden), (Hidden, 1),
        (CandidateFeatures.Count, Hidden), (1, Hidden), (Hidden, 1),
        (1, 1),
    ];

    private readonly Parameter flat;
    private readonly float[] weights;
    private readonly double[] first;
    private readonly double[] second;
    private readonly Device device;
    private int steps;

    public PolicyNetwork(Device device, int seed)
    {
        TorchLibrary.Load();
        this.device = device;
        var random = new Random(seed);
        weights = new float[Shapes.Sum(s => s.Rows * s.Columns)];
        first = new double[weights.Length];
        second = new double[weights.Length];

        // Output rows and log Z start at zero: an untrained policy follows the partial reward alone.
        foreach (var part in new[] { 0, 1, 2, 3, 5, 6 })
        {
            var scale = Shapes[part].Rows == 1 ? 0.1 : Math.Sqrt(3.0 / Shapes[part].Rows);
            foreach (ref var w in Part(part))
            {
                w = (float)(scale * (2 * random.NextDouble() - 1));
            }
        }

        using var host = tensor(weights, device: device);
        flat = new Parameter(host.clone().DetachFromDisposeScope(), requires_grad: true);
    }

    /// <summary>log Z of the Hamiltonian in training, relative to the empty partition, per unit of the score scale.</summary>
    public float LogZ
    {
        get => Part(8)[0];
        set
        {
            Part(8)[0] = value;
            Upload();
        }
    }

    /// <summary>Scores of candidates, [rows], from features [rows, F].</summary>
    public Tensor Score(Tensor features)
    {
        var hidden = addmm(View(1), features, View(0), 1, 1).relu();
        return addmm(View(3), hidden, View(2), 1, 1).relu().matmul(View(4)).squeeze(1);
    }

    /// <summary>Values of states, [rows], from the features of one of their candidates.</summary>
    public Tensor Value(Tensor features) => addmm(View(6), features, View(5), 1, 1).relu().matmul(View(7)).squeeze(1);

    /// <summary>log Z as a tensor that gradients reach.</summary>
    public Tensor LogZTensor() => View(8).reshape(1);

    /// <summary>Forgets the last gradient.</summary>
    public void ZeroGradient() => flat.grad = null;

    /// <summary>One Adam step on the gradient of the last backward pass.</summary>
    /// <returns>False when a weight is no longer finite.</returns>
    public bool Update(double learningRate, double logZLearningRate, double clip)
    {
        using var scope = TorchScope.Begin();
        var gradient = flat.grad!.cpu().data<float>().ToArray();
        var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        var shrink = norm > clip ? clip / norm : 1;
        steps++;
        var step = new AdamStep(steps, 1e-8);
        for (var i = 0; i < weights.Length; i++)
        {
            var rate = i == weights.Length - 1 ? logZLearningRate : learningRate;
            weights[i] -= (float)step.Move(rate, gradient[i] * shrink, ref first[i], ref second[i]);
        }

        Upload();
        return FiniteNumbers.FirstOther(weights) < 0;
    }

    /// <summary>A copy of the policy's weights for sampling.</summary>
    public GroupingPolicy Export() => new(Part(0).ToArray(), Part(1).ToArray(), Part(2).ToArray(), Part(3).ToArray(), Part(4).ToArray());

    /// <summary>Continues from saved weights.</summary>
    public void Import(GroupingPolicy policy)
    {
        foreach (var (part, values) in policy.Weights().Index())
        {
            values.CopyTo(Part(part));
        }

        Upload();
    }

    /// <summary>Writes weights, moments and steps into a checkpoint.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(steps);
        writer.WriteArray<float>(weights);
        writer.WriteArray<double>(first);
        writer.WriteArray<double>(second);
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        steps = reader.ReadInt32();
        reader.ReadArray<float>().CopyTo(weights, 0);
        reader.ReadArray<double>().CopyTo(first, 0);
        reader.ReadArray<double>().CopyTo(second, 0);
        Upload();
    }

    public void Dispose() => flat.Dispose();

    private static int Start(int part)
    {
        var start = 0;
        for (var p = 0; p < part; p++)
        {
            start += Shapes[p].Rows * Shapes[p].Columns;
        }

        return start;
    }

    private Span<float> Part(int part) => weights.AsSpan(Start(part), Shapes[part].Rows * Shapes[part].Columns);

    private Tensor View(int part) =>
        flat.narrow(0, Start(part), Shapes[part].Rows * Shapes[part].Columns).reshape(Shapes[part].Rows, Shapes[part].Columns);

    private void Upload()
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        flat.copy_(tensor(weights, device: device));
    }
}
