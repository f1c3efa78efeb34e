using BenchmarkDotNet.Running;

// In this process: a child project would not find libtorch beside it, and nothing has to be built.
string[] arguments = args.Any(a => a is "-i" or "--inProcess") ? args : [.. args, "--inProcess"];
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
