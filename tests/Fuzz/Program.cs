using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using Quiver.Fuzz;

// Quiver.Fuzz [--count N] [--seconds S] [--seed N] [--target NAME] [--out FOLDER]: mutated inputs over all readers.
// Quiver.Fuzz --replay TARGET FILE: one input, with its exception.
string Option(string name, string fallback) => Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
var culture = CultureInfo.InvariantCulture;
var targets = Targets.All();
if (args is ["--child", ..])
{
    var chosen = targets.Single(t => string.Equals(t.Name, args[1], StringComparison.Ordinal));
    return Worker.Run(chosen, int.Parse(args[2], culture), long.Parse(args[3], culture), long.Parse(args[4], culture), args[5], TimeSpan.FromSeconds(double.Parse(args[6], culture)));
}

if (args is ["--replay", var replayed, var file])
{
    targets.Single(t => string.Equals(t.Name, replayed, StringComparison.Ordinal)).Read(file);
    Console.WriteLine("read");
    return 0;
}

var only = Option("--target", string.Empty);
targets = [.. targets.Where(t => only.Length == 0 || only.Split(',').Contains(t.Name, StringComparer.Ordinal))];
var count = long.Parse(Option("--count", "1000000"), culture) / Math.Max(1, targets.Count);
var seconds = double.Parse(Option("--seconds", "86400"), culture);
var seed = int.Parse(Option("--seed", "0"), culture);
var output = Option("--out", Path.Combine(Path.GetTempPath(), "quiver-fuzz"));
Directory.CreateDirectory(output);
var most = int.Parse(Option("--faults", "20"), culture);
var faults = 0;
var total = 0L;
var gate = new Lock();
var workers = Math.Max(1, Environment.ProcessorCount);
var share = TimeSpan.FromSeconds(seconds * workers / Math.Max(1, targets.Count));
Parallel.ForEach(targets, new ParallelOptions { MaxDegreeOfParallelism = workers }, target =>
{
    var folder = Directory.CreateTempSubdirectory("quiver-fuzz-").FullName;
    var clock = Stopwatch.StartNew();
    var next = 0L;
    var found = 0;
    while (next < count && clock.Elapsed < share && found < most)
    {
        File.Delete(Path.Combine(folder, "error"));
        var left = (share - clock.Elapsed).TotalSeconds.ToString(culture);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(Worker).Assembly.Location, "--child", target.Name, seed.ToString(culture), next.ToString(culture), count.ToString(culture), folder, left })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = "0x80000000";
        using var child = Process.Start(start)!;
        var error = child.StandardError.ReadToEndAsync();
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        using var map = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "at"), FileMode.OpenOrCreate, null, 16);
        using var at = map.CreateViewAccessor();
        var index = at.ReadInt64(0);
        if (child.ExitCode == 0)
        {
            next = index;
            break;
        }

        found++;
        next = index + 1;
        var kept = Path.Combine(output, $"{target.Name}-{seed}-{index}-{target.FileName}");
        File.WriteAllBytes(kept, new InputSource(target, seed).Make(index));
        var kind = child.ExitCode switch { Worker.HangCode => "HANG", Worker.MemoryCode => "MEMORY", Worker.ExceptionCode => "EXCEPTION", _ => "CRASH" };
        var message = File.Exists(Path.Combine(folder, "error")) ? File.ReadAllText(Path.Combine(folder, "error")) : error.Result;
        lock (gate)
        {
            faults++;
            Console.WriteLine($"{kind} {target.Name} input {index}: {kept}");
            Console.WriteLine("    " + string.Join("\n    ", message.Split('\n').Take(6)));
        }
    }

    using (var map = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "at"), FileMode.OpenOrCreate, null, 16))
    using (var at = map.CreateViewAccessor())
    {
        lock (gate)
        {
            total += next;
            Console.WriteLine(string.Create(culture, $"{target.Name,-22} {next,9} inputs, {at.ReadInt64(8),9} read, {next - at.ReadInt64(8) - found,9} refused, {found} faults, {clock.Elapsed.TotalSeconds:0} s"));
        }
    }

    Directory.Delete(folder, recursive: true);
});
Console.WriteLine(string.Create(culture, $"{total} inputs over {targets.Count} readers, {faults} faults"));
return faults == 0 ? 0 : 1;
