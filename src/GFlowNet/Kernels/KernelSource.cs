using System.Globalization;
using System.Reflection;
using System.Text;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;

namespace Quiver.GFlowNet.Kernels;

/// <summary>Puts together the source of all kernels for one environment and one shape of policy.</summary>
internal sealed class KernelSource
{
    /// <summary>Threads of every block.</summary>
    public const int Threads = 512;

    private const int SharedBytes = 47 * 1024;

    // Threads that draw one action together, where there are many.
    private const int Lanes = 32;
    private readonly DiscreteEnvironment environment;
    private readonly string code;
    private readonly string? reward;
    private readonly MlpTrunk trunk;
    private readonly Linear head;
    private readonly PolicyNetwork policy;
    private readonly int hidden;
    private readonly int split;
    private readonly int headSplit;

    private KernelSource(DiscreteEnvironment environment, string code, PolicyNetwork policy, MlpTrunk trunk, Linear head)
    {
        (this.environment, this.code, this.policy, this.trunk, this.head) = (environment, code, policy, trunk, head);
        reward = (environment.Reward as IDeviceReward)?.DeviceCode;

        // Kept as numbers: a tensor's shape is a call into libtorch.
        hidden = (int)trunk.Layers[0].Weight.shape[1];
        split = PowerOfTwo(4 * Threads / hidden);
        headSplit = PowerOfTwo(Math.Min(16, Threads / environment.ActionCount));
    }

    /// <summary>The source of the matrix products, which are the same for all environments.</summary>
    public static string Layers => string.Create(CultureInfo.InvariantCulture, $"#define THREADS {Threads}\n") + Resource("prelude.cu")
        + Resource("layers.cu");

    /// <summary>True when the kernel computes log R as well.</summary>
    public bool HasReward => reward is not null;

    /// <summary>The source for an environment and a policy, or null where their kinds have no kernels.</summary>
    public static KernelSource? For(DiscreteEnvironment environment, PolicyNetwork policy)
    {
        if (environment is not IDeviceEnvironment device || policy.Plain is not { } plain)
        {
            return null;
        }

        var source = new KernelSource(environment, device.DeviceCode, policy, plain.Trunk, plain.Head);
        return source.SharedOf(1) <= SharedBytes && environment.MaximumLength <= 1500 ? source : null;
    }

    /// <summary>The most trajectories, up to a wish, that one block can walk.</summary>
    public int Rows(int wish)
    {
        while (wish > 1 && SharedOf(wish) > SharedBytes)
        {
            wish /= 2;
        }

        return wish;
    }

    /// <summary>
    /// How the second layer's matrix is kept on a multiprocessor during a walk: inputs per share in registers, the rest in
    /// shared memory.
    /// </summary>
    /// <param name="rows">Trajectories per block.</param>
    /// <param name="sharedLimit">Shared memory a block can have, bytes.</param>
    /// <returns>Inputs in registers, or null where the matrix does not fit.</returns>
    public int? Kept(int rows, int sharedLimit)
    {
        if (trunk.Layers.Count < 2 || split * hidden != 4 * Threads)
        {
            return null;
        }

        var share = hidden / split;
        for (var kept = 0; kept <= Math.Min(16, share); kept += 4)
        {
            if (SharedOf(rows) + Dynamic(kept) + 2048 <= sharedLimit)
            {
                return kept;
            }
        }

        return null;
    }

    /// <summary>Bytes of shared memory that the kept matrix takes.</summary>
    public int Dynamic(int kept) => 4 * hidden * (hidden - (split * kept));

    /// <summary>The source.</summary>
    /// <param name="rows">Trajectories per block of the rollout.</param>
    /// <param name="kept">Inputs per share whose weights a thread keeps in registers, from <see cref="Kept"/>; null to keep none on the
    /// multiprocessor.</param>
    /// <param name="clocks">True to count the cycles of each part of a step.</param>
    public string Text(int rows, int? kept = null, bool clocks = false)
    {
        var text = new StringBuilder();
        void Define(string name, long value) => text.Append(CultureInfo.InvariantCulture, $"#define {name} {value}\n");
        Define("THREADS", Threads);
        Define("ROWS", rows);
        Define("ROW_ALIGNMENT", Math.Min(16, 4 * rows));
        Define("HIDDEN", hidden);
        Define("SPLIT", split);
        Define("SHARE", hidden / split);
        Define("HEAD_SPLIT", headSplit);
        Define("PART", Part(rows));
        Define("LANES", Lanes);
        Define("RUN", (environment.ActionCount + Lanes - 1) / Lanes);
        Define("WIDTH", environment.StateWidth);
        Define("ACTIONS", environment.ActionCount);
        Define("EXIT", environment.ExitAction);
        Define("STEPS", environment.MaximumLength);
        Define("TOKENS", environment.TokenCount);
        Define("VOCABULARY", environment.Vocabulary);
        Define("LOG_Z", policy.LogZStart);
        Define("HEAD_WEIGHT", head.WeightStart);
        Define("HEAD_BIAS", head.BiasStart);
        Define("WEIGHT_0", trunk.Layers[0].WeightStart);
        Define("BIAS_0", trunk.Layers[0].BiasStart);
        var layers = new StringBuilder();
        for (var i = 1; i < trunk.Layers.Count; i++)
        {
            var (from, to) = i % 2 == 1 ? ("first", "second") : ("second", "first");
            var (matrix, bias) = (trunk.Layers[i].WeightStart, trunk.Layers[i].BiasStart);
            layers.Append(CultureInfo.InvariantCulture, $"{(i == 1 ? "FIRST_SUMS" : "hidden_sums")}(x.weights + {matrix}, x.weights + "
                + $"{bias}, {from}, part); SYNC; hidden_finish(part, {to}); SYNC; ");
        }

        if (kept is { } registers)
        {
            Define("KEPT", registers);
            Define("WEIGHT_1", trunk.Layers[1].WeightStart);
        }

        text.Append("#if defined(KEPT) && !defined(HOST)\n#define FIRST_SUMS(matrix, bias, from, part) cached_sums(kept, bias, from, "
            + "part)\n#else\n#define FIRST_SUMS hidden_sums\n#endif\n");
        text.Append(CultureInfo.InvariantCulture, $"#define LAYERS_OF_WEIGHTS {layers}\n#define LAST "
            + $"{(trunk.Layers.Count % 2 == 1 ? "first" : "second")}\n");
        if (clocks)
        {
            Define("CLOCKS", 1);
        }

        if (reward is not null)
        {
            text.Append("#define REWARD\n");
        }

        return text.Append(Resource("prelude.cu")).Append(code).Append('\n').Append(reward).Append('\n').Append(
            Resource("rollout.cu")).Append(Resource("balance.cu")).ToString();
    }

    private int Part(int rows) => rows * Math.Max(3 * Lanes, Math.Max(split * hidden, headSplit * environment.ActionCount));

    private int SharedOf(int rows) => 4 * ((2 * rows * hidden) + Part(rows)
        + (rows * (environment.ActionCount + environment.StateWidth + environment.TokenCount + (environment.TokenCount / 32) + 10)));

    // The largest power of two up to a limit that divides the hidden width.
    private int PowerOfTwo(int limit)
    {
        var power = 1;
        while (2 * power <= limit && hidden % (2 * power) == 0)
        {
            power *= 2;
        }

        return power;
    }

    /// <summary>A piece of source that an assembly holds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="assembly">The assembly; null for this one.</param>
    public static string Resource(string name, Assembly? assembly = null)
    {
        using var stream = (assembly ?? typeof(KernelSource).Assembly).GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The kernel source {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
