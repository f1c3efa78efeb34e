using BenchmarkDotNet.Attributes;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;

namespace Quiver.Benchmarks;

/// <summary>
/// The last ten neighbours before a time, for a thousand nodes of 50,000 events: by binary search in a run per node, and by walking back over
/// all events. Goal: at least a hundred times faster, without an allocation.
/// </summary>
[MemoryDiagnoser]
public class NeighborBenchmarks
{
    private const int Queries = 1_000;
    private readonly int[] nodes = new int[10];
    private readonly double[] times = new double[10];
    private LinkSplit data = null!;
    private TemporalNeighbors sampler = null!;

    [GlobalSetup]
    public void Load()
    {
        data = BenchmarkInputs.Events(50_000).Split();
        sampler = new TemporalNeighbors(data.Events);
    }

    [Benchmark]
    public int BinarySearch()
    {
        var found = 0;
        for (var k = 0; k < Queries; k++)
        {
            found += sampler.Recent(k % data.NodeCount, data.Times[^(k + 1)], nodes, times);
        }

        return found;
    }

    [Benchmark(Baseline = true)]
    public int WalkBack()
    {
        var found = 0;
        for (var k = 0; k < Queries; k++)
        {
            var (node, time, here) = (k % data.NodeCount, data.Times[^(k + 1)], 0);
            for (var i = data.Times.Length - 1; i >= 0 && here < nodes.Length; i--)
            {
                if (data.Times[i] < time && (data.Sources[i] == node || data.Destinations[i] == node))
                {
                    nodes[here] = data.Sources[i] == node ? data.Destinations[i] : data.Sources[i];
                    times[here++] = data.Times[i];
                }
            }

            found += here;
        }

        return found;
    }
}
