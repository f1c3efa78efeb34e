using BenchmarkDotNet.Running;
using Quiver.Benchmarks;

// No measurement, but what the search's learned thresholds are made with.
if (args is ["train-ejections", .. var molecules])
{
    EjectionTraining.Run(molecules);
    return;
}

// In this process: a child project would not find libtorch beside it, and nothing has to be built.
string[] arguments = args.Any(a => a is "-i" or "--inProcess") ? args : [.. args, "--inProcess"];
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
