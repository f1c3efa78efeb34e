using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>quiver circuits convert: between formats, into a gate basis, onto a coupling map.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "The circuit, OpenQASM 2 or 3." };
        var output = new Argument<string?>("OUTPUT")
        {
            Description = "Where it goes; standard output when left out or -.",
            DefaultValueFactory = _ => null
        };
        var to = new Option<string?>("--to")
        {
            Description = "qasm2, qasm3, text or svg; by default what OUTPUT's name says, else qasm3.",
            HelpName = "FORMAT"
        };
        var basis = new Option<string?>("--basis")
        {
            Description = "Transpile: cx, rz-sx-cx, rx-ry-rz-cx, rz-sx-ecr or rz-rx-rzz (trapped ions).",
            HelpName = "BASIS"
        };
        var coupling = new Option<string?>("--coupling")
        {
            Description = "Route onto line, ring, full, square, heavy-hex, grid:2x3, heavy-hex:3x9 or edges such as 0-1,1-2.",
            HelpName = "MAP"
        };
        var times = new Option<string?>("--gate-times")
        {
            Description = "A device profile (JSON): say how long the circuit takes with its gates' durations.",
            HelpName = "FILE",
        };
        var simplify = new Option<bool>("--simplify") { Description = "Merge and cancel neighbouring gates." };
        var bind = new Option<double[]>("--bind")
        {
            Description = "Values of the free parameters, radians.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "X..."
        };
        var command = new Command("convert", "Convert, transpile, route and simplify a circuit.") { input, output, to, basis, coupling,
            simplify, bind, times };
        command.SetAction(result =>
        {
            var program = CircuitFiles.Read(result.GetValue(input)!);
            if (result.GetValue(bind) is { Length: > 0 } values)
            {
                program = program.Bind(values);
            }

            var routed = Route(program, result.GetValue(coupling));
            program = Transpile(routed?.Program ?? program, result.GetValue(basis), result.GetValue(simplify));
            var target = result.GetValue(output);
            var path = string.Equals(target, "-", StringComparison.Ordinal) ? null : target;
            CircuitFiles.Put(path, CircuitFiles.Write(program, result.GetValue(to) ?? CircuitFiles.FormatOf(path)));
            if (routed?.Program.Layout is { } layout)
            {
                Console.Error.WriteLine($"{routed.Swaps} swaps added; layout at the start {string.Join(' ', layout.Initial)}, at the "
                    + $"end {string.Join(' ', layout.Final)}");
            }

            Console.Error.WriteLine(
                $"{ProgramSummary.Of(program)}, {CircuitMetrics.MultiQubitGates(program.Gates())} on several qubits, "
                    + $"{program.Inputs.Length} free parameters");
            if (result.GetValue(times) is { } file)
            {
                var device = DeviceProfileReader.Read(file);
                var microseconds = CircuitDuration.Nanoseconds(program, device) / 1000;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.###} microseconds on {device.Name}"));
            }

            return 0;
        });
        return command;
    }

    private static RoutedProgram? Route(CircuitProgram program, string? coupling)
    {
        if (coupling is null)
        {
            return null;
        }

        try
        {
            return ProgramRouter.Route(program, CouplingMap.Parse(coupling, program.Qubits));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException("--coupling: " + ExceptionText.WithoutParameter(e));
        }
    }

    private static CircuitProgram Transpile(CircuitProgram program, string? basis, bool simplify)
    {
        GateBasis? chosen = basis switch
        {
            null => null,
            "cx" => GateBasis.Cx,
            "rz-sx-cx" => GateBasis.RzSxCx,
            "rx-ry-rz-cx" => GateBasis.RxRyRzCx,
            "rz-sx-ecr" => GateBasis.RzSxEcr,
            "rz-rx-rzz" => GateBasis.RzRxRzz,
            _ => throw new InputException($"--basis {basis} is not known: use cx, rz-sx-cx, rx-ry-rz-cx, rz-sx-ecr or rz-rx-rzz."),
        };
        if (chosen is { } b)
        {
            return ProgramTranspiler.Transpile(program, b);
        }

        return simplify ? ProgramTranspiler.Simplify(program) : program;
    }
}
