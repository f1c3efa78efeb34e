using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// A pairwise energy-based reward on spins: log R(x) = (1/2) x'Jx + h'x with x_i = ±1, and 0 for a spin not set yet.
/// </summary>
public sealed class SpinReward : Reward
{
    /// <summary>The largest coupling or field; beyond it sums of float32 overflow.</summary>
    public const double CouplingLimit = 1e12;

    private readonly string content;
    private readonly double largest;
    private readonly Tensor couplings;
    private readonly Tensor fields;

    /// <summary>Creates the reward.</summary>
    /// <param name="couplings">J, [n, n]; symmetric, the diagonal adds a constant.</param>
    /// <param name="fields">h, [n]; null for none.</param>
    /// <param name="device">Where the tables live.</param>
    public SpinReward(double[,] couplings, double[]? fields, Device device)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        var n = couplings.GetLength(0);
        if (couplings.GetLength(1) != n || (fields is not null && fields.Length != n))
        {
            throw new ArgumentException("J must be square and h as long as its side.", nameof(couplings));
        }

        var numbers = couplings.Cast<double>().Concat(fields ?? []);
        if (numbers.Any(c => !(Math.Abs(c) <= CouplingLimit)))
        {
            throw new ArgumentOutOfRangeException(nameof(couplings),
                $"Couplings and fields must be finite and at most {CouplingLimit:G} in size.");
        }

        using var hash = new ContentHash();
        hash.Add<double>([.. couplings.Cast<double>()]);
        hash.Add<double>(fields ?? new double[n]);
        content = hash.Finish();
        largest = numbers.Select(Math.Abs).DefaultIfEmpty().Max();
        this.couplings = tensor(couplings, ScalarType.Float32, device).DetachFromDisposeScope();
        this.fields = tensor(fields ?? new double[n], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <summary>J of a square lattice with periodic edges: every neighbouring pair is coupled once with the same strength.</summary>
    /// <param name="side">L; the lattice has L x L spins. At L = 2 the two ways round meet the same neighbour and count twice.</param>
    /// <param name="strength">The coupling.</param>
    /// <returns>[L*L, L*L], symmetric.</returns>
    public static double[,] Torus(int side, double strength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 2);
        var couplings = new double[side * side, side * side];
        for (var i = 0; i < side * side; i++)
        {
            int row = i / side, column = i % side;
            foreach (var j in new[] { (row * side) + ((column + 1) % side), (((row + 1) % side) * side) + column })
            {
                couplings[i, j] += strength;
                couplings[j, i] += strength;
            }
        }

        return couplings;
    }

    /// <inheritdoc/>
    public override object Description => new { Type = nameof(SpinReward), Largest = largest, Tables = content };

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions) => PartialLogReward(states, conditions);

    /// <summary>The energy of the spins already set.</summary>
    /// <inheritdoc/>
    public override Tensor PartialLogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var scope = TorchScope.Begin();

        // -1, 0, 1 (unset, down, up) become 0, -1, 1.
        var spins = states.gt(Constant.Zero).to(ScalarType.Float32).sub(states.eq(Constant.Zero).to(ScalarType.Float32));
        var local = spins.matmul(couplings).div(tensor(2f, device: states.device)).add(fields);
        return spins.mul(local).sum(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            couplings.Dispose();
            fields.Dispose();
        }

        base.Dispose(disposing);
    }
}
