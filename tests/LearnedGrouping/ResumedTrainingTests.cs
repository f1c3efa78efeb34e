using System.Text;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Tests;
using Quiver.Tests;

namespace Quiver.LearnedGrouping.Tests;

/// <summary>A training that goes on from a journal ends with the weights of one that nobody disturbed.</summary>
[Collection(TorchCollection.Name)]
public sealed class ResumedTrainingTests
{
    [Fact]
    public Task Training_Stopped_EndsTheSame()
    {
        GroupingProblem[] problems =
        [
            new(RandomPauli.Sum(4, 30, 1), CommutationRule.FullyCommuting),
            new(RandomPauli.Sum(5, 40, 2), CommutationRule.QubitWise),
        ];
        return StoppedWork.EndsTheSame((journal, stop) =>
        {
            var policy = GroupingPolicyTraining.Train(
                problems, new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(0.3), Seed = 5, Journal = journal }, null, stop);
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory, Encoding.UTF8);
            policy.Write(writer);
            writer.Flush();
            return memory.ToArray();
        });
    }
}
