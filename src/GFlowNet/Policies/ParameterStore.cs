using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// All trainable numbers of a model in one flat tensor, with named matrices as views into it and one flat gradient
/// beside it: the optimiser, a checkpoint and a copy each touch one piece of memory.
/// </summary>
public sealed class ParameterStore : IDisposable
{
    private readonly List<Parameter> parameters = [];
    private readonly List<double> initial = [];
    private readonly Random random;

    /// <summary>Creates an empty store.</summary>
    /// <param name="device">Where the numbers live.</param>
    /// <param name="type">float32, or float64 for tests of gradients.</param>
    /// <param name="seed">Fixes the initial values, on every device alike.</param>
    public ParameterStore(Device device, ScalarType type, int seed)
    {
        Device = device;
        Type = type;
        random = new Random(seed);
    }

    /// <summary>Where the numbers live.</summary>
    public Device Device { get; }

    /// <summary>float32 or float64.</summary>
    public ScalarType Type { get; }

    /// <summary>All numbers, [Count]; null before <see cref="Build"/>.</summary>
    public Tensor Values { get; private set; } = null!;

    /// <summary>The gradient of the last backward pass, [Count].</summary>
    public Tensor Gradients { get; private set; } = null!;

    /// <summary>The named parts, in order.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>How many numbers there are.</summary>
    public long Count => initial.Count;

    /// <summary>Adds a matrix, uniform in [-bound, bound] at the start.</summary>
    /// <param name="name">Name for messages, checkpoints and learning rates.</param>
    /// <param name="rows">Rows; a bias has 1.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="bound">Bound of the initial values; 0 for zeros.</param>
    /// <param name="centre">Centre of the initial values.</param>
    /// <returns>The part; its tensor exists after <see cref="Build"/>.</returns>
    public Parameter Add(string name, long rows, long columns, double bound, double centre = 0)
    {
        if (Values is not null)
        {
            throw new InvalidOperationException("Parameters cannot be added after Build.");
        }

        var parameter = new Parameter(name, initial.Count, rows, columns);
        for (var i = 0L; i < rows * columns; i++)
        {
            initial.Add(bound == 0 ? centre : centre + (bound * ((2 * random.NextDouble()) - 1)));
        }

        parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Makes the tensors.</summary>
    public void Build()
    {
        using var guard = no_grad();
        var numbers = CollectionsMarshal.AsSpan(initial).ToArray();
        Values = tensor(numbers, Type, Device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
        foreach (var parameter in parameters)
        {
            // A leaf that shares memory with the flat tensor; autograd adds into the view of the flat gradient.
            using var view = Values.narrow(0, parameter.Start, parameter.Length);
            using var shaped = view.view(parameter.Rows, parameter.Columns);
            using var gradient = Gradients.narrow(0, parameter.Start, parameter.Length);
            using var gradientShaped = gradient.view(parameter.Rows, parameter.Columns);
            var leaf = shaped.detach().requires_grad_().DetachFromDisposeScope();
            leaf.grad = gradientShaped;
            parameter.Tensor = leaf;
        }
    }

    /// <summary>Sets the gradient to zero.</summary>
    public void ZeroGradients() => Gradients.zero_();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in parameters)
        {
            parameter.Tensor?.Dispose();
        }

        Values?.Dispose();
        Gradients?.Dispose();
    }

    /// <summary>One named matrix.</summary>
    public sealed class Parameter
    {
        internal Parameter(string name, long start, long rows, long columns)
        {
            Name = name;
            Start = start;
            Rows = rows;
            Columns = columns;
        }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>Where it begins in the flat tensor.</summary>
        public long Start { get; }

        /// <summary>Rows.</summary>
        public long Rows { get; }

        /// <summary>Columns.</summary>
        public long Columns { get; }

        /// <summary>Rows times columns.</summary>
        public long Length => Rows * Columns;

        /// <summary>[Rows, Columns]; gradients reach it.</summary>
        public Tensor Tensor { get; internal set; } = null!;
    }
}
