#:project ../src/GFlowNet/GFlowNet.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// A whole GFlowNet in one file, nothing hidden: network, rollout, loss and optimiser are written out below, and only the
// environment and the exact answer come from the library. It is here to be copied and changed. The trainer of the library does
// the same work several times faster, with checkpoints, replay, schedules and kernels.
// Run: dotnet run samples/single-file-gflownet.cs [-- --tiny]
using System.Globalization;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Torch;
using TorchSharp;
using static TorchSharp.torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Dimensions = 2;
const int Height = 8;
const int Batch = 16;
const int Hidden = 128;
const double LearningRate = 1e-3;
const double LogZLearningRate = 0.1;
const double Epsilon = 0.05;
var iterations = args.Contains("--tiny") ? 60 : 1500;

// ---- environment: states [batch, width] of whole numbers, the last action is the exit ----
var device = TorchDevice.Select("cpu");
using var environment = new Hypergrid(Dimensions, Height, null, device);
random.manual_seed(0);

// ---- policy: logits of all actions from the K-hot tokens of a state, and log Z ----
using var network = nn.Sequential(
    nn.Linear(environment.Vocabulary, Hidden),
    nn.ReLU(),
    nn.Linear(Hidden, Hidden),
    nn.ReLU(),
    nn.Linear(Hidden, environment.ActionCount));
using var logZ = new TorchSharp.Modules.Parameter(zeros(1));
using var optimizer = optim.Adam(network.parameters(), LearningRate);
using var optimizerOfZ = optim.Adam([logZ], LogZLearningRate);

Tensor LogForward(Tensor states)
{
    var tokens = environment.Tokens(states);
    var khot = zeros(states.shape[0], environment.Vocabulary).scatter_(1, tokens, ones(tokens.shape));
    var logits = network.forward(khot);
    return where(environment.ForwardMask(states), logits, full_like(logits, double.NegativeInfinity)).log_softmax(1);
}

// P_B is uniform: minus the logarithm of the number of ways back.
Tensor LogBackward(Tensor states) => environment.BackwardMask(states).sum(1).clamp_min(1).to(ScalarType.Float32).log().neg();

for (var iteration = 1; iteration <= iterations; iteration++)
{
    using var scope = TorchScope.Begin();

    // ---- rollout, without gradients; exploration changes what is visited, never what is scored ----
    var visited = new List<(Tensor States, Tensor Actions, Tensor Active)>();
    var states = environment.Initial(Batch);
    var active = ones(Batch, dtype: ScalarType.Bool);
    using (no_grad())
    {
        while (active.any().item<bool>())
        {
            var explore = rand(Batch, 1).lt(Epsilon);
            var even = environment.ForwardMask(states).to(ScalarType.Float32);
            var chosen = where(explore, even, LogForward(states).exp()).multinomial(1).squeeze(1);
            var actions = where(active, chosen, full_like(chosen, environment.ExitAction));
            visited.Add((states, actions, active));
            active = active.logical_and(actions.ne(environment.ExitAction));
            states = environment.Step(states, actions);
        }
    }

    // ---- trajectory balance: (log Z + sum log P_F - log R - sum log P_B)^2 ----
    var balance = logZ.expand(Batch) - environment.LogReward(states).to(ScalarType.Float32);
    for (var t = 0; t < visited.Count; t++)
    {
        var (from, actions, walking) = visited[t];
        var stepForward = LogForward(from).gather(1, actions.unsqueeze(1)).squeeze(1);
        balance = balance + where(walking, stepForward, zeros_like(stepForward));
        if (t + 1 < visited.Count)
        {
            var stepBackward = LogBackward(visited[t + 1].States);
            balance = balance - where(visited[t + 1].Active, stepBackward, zeros_like(stepBackward));
        }
    }

    // ---- update ----
    var loss = balance.pow(2).mean();
    optimizer.zero_grad();
    optimizerOfZ.zero_grad();
    loss.backward();
    nn.utils.clip_grad_norm_(network.parameters(), 1);
    optimizer.step();
    optimizerOfZ.step();
    if (iteration % 500 == 0 || iteration == iterations)
    {
        Console.WriteLine($"iteration {iteration}: loss {loss.item<float>():F4}, log Z {logZ.item<float>():F3}");
    }
}

// ---- the truth: every path of the graph ----
using var graph = StateGraph.Build(environment);
var logRewards = ExactDistribution.LogRewards(graph, environment);
var learned = ExactDistribution.OfPolicy(graph, environment, LogForward);
var comparison = DistributionComparison.Of(learned, ExactDistribution.OfReward(logRewards));
Console.WriteLine($"exact log Z {ExactDistribution.LogZ(logRewards):F3}, total variation {comparison.TotalVariation:F4}");
