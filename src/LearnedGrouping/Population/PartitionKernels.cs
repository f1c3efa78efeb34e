using Quiver.GFlowNet.Torch;
using System.Runtime.InteropServices;
using Quiver.GFlowNet.Kernels;
using Quiver.Hamiltonians.Search;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// A population of annealing chains on a card, one a multiprocessor, and the kernel that moves them. What stays between two
/// launches is the group of every term alone; everything else is built anew, so that rounding cannot add up.
/// </summary>
internal sealed unsafe class PartitionKernels : IDisposable
{
    /// <summary>Threads of a block.</summary>
    public const int Threads = 1024;

    /// <summary>Numbers that a chain leaves.</summary>
    public const int ResultCount = 6;

    private const int Results = ResultCount;

    // An allowance that nothing falls below.
    private const double Never = -1e30;
    private readonly PartitionWeights weights;
    private readonly IKernels kernels;
    private readonly List<Tensor> held = [];
    private readonly Tensor labels, results, settings;
    private readonly PartitionShape shape;
    private Arguments arguments;

    /// <summary>Lays the tables out on a device.</summary>
    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="shape">Chains, slots and what is kept where.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="compile">Makes kernels of a source.</param>
    public PartitionKernels(PartitionWeights weights, PartitionShape shape, torch.Device device, Func<string, IKernels> compile)
    {
        (this.weights, this.shape) = (weights, shape);
        kernels = compile(shape.Source);
        using var scope = TorchScope.Begin();
        var n = weights.Count;
        var words = (n + 31) / 32;
        var (rows, conflicts) = (new short[(long)n * shape.Stride], new int[(long)n * words]);
        var (step, deviation, diagonal, rank) = (new float[n], new float[n], new double[n], new int[n]);
        Parallel.For(0, n, i =>
        {
            var row = weights.Row(i);
            row.CopyTo(rows.AsSpan((int)((long)i * shape.Stride), n));
            for (var j = 0; j < n; j++)
            {
                if (row[j] == PartitionWeights.Conflict)
                {
                    conflicts[(i * words) + (j >> 5)] |= 1 << (j & 31);
                }
            }

            (step[i], deviation[i]) = (weights.Step(i), (float)weights.Deviation(i));
            (diagonal[i], rank[i]) = (weights.Diagonal(i), weights.Rank(i));
        });
        var partners = new int[n * PartitionWeights.Partners];
        for (var i = 0; i < n && !weights.IsDiagonal; i++)
        {
            weights.PartnersOf(i).CopyTo(partners.AsSpan(i * PartitionWeights.Partners));
        }

        Tensor Keep(Tensor t)
        {
            held.Add(t.DetachFromDisposeScope());
            return t;
        }

        Tensor Table(Array values) => Keep(Host(values).to(device, copy: true));
        Tensor Empty(long count, ScalarType type) => Keep(zeros(Math.Max(1, count), dtype: type, device: device));
        var chains = (long)shape.Chains;
        labels = Empty(chains * n, ScalarType.Int32);
        results = Empty(chains * Results, ScalarType.Float64);
        settings = Empty(chains * 3, ScalarType.Float64);
        var tables = chains * shape.Slots * shape.Stride;
        arguments = new Arguments
        {
            Rows = TensorData.Of(Table(rows)),
            Step = TensorData.Of(Table(step)),
            Deviation = TensorData.Of(Table(deviation)),
            Diagonal = TensorData.Of(Table(diagonal)),
            Partners = TensorData.Of(Table(partners)),
            Rank = TensorData.Of(Table(rank)),
            Conflicts = TensorData.Of(Table(conflicts)),
            Fields = TensorData.Of(Empty(tables, ScalarType.Float32)),
            Counts = TensorData.Of(Empty(tables, ScalarType.Int16)),
            Accepts = TensorData.Of(Empty(shape.KeepsAccepting ? 0 : chains * shape.AcceptingWords, ScalarType.Int32)),
            Members = TensorData.Of(Empty(shape.KeepsMembers ? 0 : chains * shape.MemberWords, ScalarType.Int32)),
            Labels = TensorData.Of(labels),
            Results = TensorData.Of(results),
            Settings = TensorData.Of(settings),
            PartnerRate = weights.IsDiagonal ? 0 : 0.7,
            EjectionRate = weights.IsDiagonal ? PartitionChain.UsualEjectionRate : EjectionFilter.Fixed.EjectionRate,
            LeastAllowance = weights.IsDiagonal ? Never : EjectionFilter.Fixed.Thresholds[0],
        };
    }

    /// <summary>Number of chains.</summary>
    public int Chains => shape.Chains;

    /// <summary>Price of a group, in units of S.</summary>
    public double GroupPrice { init => arguments.Price = value; }

    /// <summary>Most groups of a chain.</summary>
    public long MaxGroups { init => arguments.MostGroups = value; }

    /// <summary>Share of the proposals that throw members out; settable for tests.</summary>
    public double EjectionRate { init => arguments.EjectionRate = value; }

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { init => arguments.Seed = value; }

    /// <summary>The slot of every term in every chain, [chains, terms]; -1 for none.</summary>
    public int[] ReadLabels()
    {
        using var host = labels.cpu();
        return host.data<int>().ToArray();
    }

    /// <summary>Sets the slot of every term in every chain.</summary>
    public void WriteLabels(int[] values) => Write(labels, values);

    /// <summary>Rounds of moves of every chain.</summary>
    /// <param name="chains">Temperatures and terms that take part, for every chain.</param>
    /// <param name="rounds">Rounds; more follow while terms stand in no group.</param>
    /// <param name="launch">Number of the launch, for the random numbers.</param>
    /// <returns>What every chain came to.</returns>
    public ChainOutcome[] Anneal(IReadOnlyList<ChainSettings> chains, long rounds, ulong launch)
    {
        var values = new double[3 * Chains];
        for (var i = 0; i < Chains; i++)
        {
            (values[3 * i], values[(3 * i) + 1]) = (chains[i].From, chains[i].To);
            values[(3 * i) + 2] = BitConverter.Int64BitsToDouble(chains[i].Active);
        }

        Write(settings, values);
        (arguments.Rounds, arguments.Index) = (rounds, launch);
        Launch("anneal", shape.SharedBytes);
        var found = new double[Chains * Results];
        kernels.Read(arguments.Results, found);
        return [.. found.Chunk(Results)
            .Select(static r => new ChainOutcome(r[0], (int)r[1], (int)r[2], (long)r[3], (long)r[4], (long)r[5]))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        held.ForEach(static t => t.Dispose());
        (kernels as IDisposable)?.Dispose();
    }

    private static void Write(Tensor target, Array values)
    {
        using var scope = TorchScope.Begin();
        _ = target.copy_(Host(values));
    }

    // A tensor of its own: from_array would lean on memory that the collector may move.
    private static Tensor Host(Array values) => values switch
    {
        short[] v => tensor(v),
        int[] v => tensor(v),
        float[] v => tensor(v),
        double[] v => tensor(v),
        _ => throw new ArgumentException($"no tensor of {values.GetType().Name}", nameof(values)),
    };

    private void Launch(string name, int shared)
    {
        var own = arguments;
        kernels.Launch(name, Chains, &own, shared);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public void* Rows;
        public void* Step;
        public void* Deviation;
        public void* Diagonal;
        public void* Partners;
        public void* Rank;
        public void* Conflicts;
        public void* Fields;
        public void* Counts;
        public void* Accepts;
        public void* Members;
        public void* Labels;
        public void* Results;
        public void* Settings;
        public ulong Seed;
        public ulong Index;
        public double Price;
        public long Rounds;
        public long MostGroups;
        public double EjectionRate;
        public double PartnerRate;
        public double LeastAllowance;
    }
}
