using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class AdamOptimizerTests
{
    [Fact]
    public void Update_InOnePass_AgreesWithTheDefinition()
    {
        using var fast = new ParameterStore(CPU, ScalarType.Float32, 3);
        using var slow = new ParameterStore(CPU, ScalarType.Float64, 3);
        foreach (var store in new[] { fast, slow })
        {
            store.Add("w", 7, 11, 0.5);
            store.Add(PolicyNetwork.LogZPrefix, 1, 1, 0);
            store.Build();
        }

        using var first = new AdamOptimizer(fast);
        using var second = new AdamOptimizer(slow);
        var random = new Random(1);
        var (m, v) = (new double[78], new double[78]);
        var values = slow.Values.data<double>().ToArray();
        for (var step = 1; step <= 5; step++)
        {
            var gradient = Enumerable.Range(0, 78).Select(_ => random.NextDouble() - 0.5).ToArray();
            fast.Gradients.copy_(tensor(gradient));
            slow.Gradients.copy_(tensor(gradient));
            first.Update(0.01, 0.1, 0.5);
            second.Update(0.01, 0.1, 0.5);
            for (var i = 0; i < 78; i++)
            {
                var g = gradient[i] * (i == 77 ? 1 : 0.5);
                m[i] = (0.9 * m[i]) + (0.1 * g);
                v[i] = (0.999 * v[i]) + (0.001 * g * g);
                values[i] -= (i == 77 ? 0.1 : 0.01) * (m[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
        }

        Assert.Equal(values, slow.Values.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(values, fast.Values.data<float>().ToArray().Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(Math.Sqrt(slow.Gradients.data<double>().ToArray().Take(77).Sum(g => g * g)), second.GradientNorm(), 1e-12);
        Assert.Equal(second.GradientNorm(), first.GradientNorm(), 1e-5);
    }
}
