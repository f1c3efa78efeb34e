using System.CommandLine;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>quiver circuits convert: between formats, into a gate basis, onto a coupling map.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "The circuit, OpenQASM 2 or 3 (.qasm)." };
        var output = new Argument<string?>("OUTPUT") { Description = "Where it goes; standard output when left out or -.", DefaultValueFactory = _ => null };
        var to = new Option<string?>("--to") { Description = "qasm2, qasm3, text or svg; by default what OUTPUT's name says, else qasm3.", HelpName = "FORMAT" };
        var basis = new Option<string?>("--basis") { Description = "Transpile: cx, rz-sx-cx or rx-ry-rz-cx.", HelpName = "BASIS" };
        var coupling = new Option<string?>("--coupling") { Description = "Route onto line, ring, full, grid:2x3 or edges such as 0-1,1-2.", HelpName = "MAP" };
        var simplify = new Option<bool>("--simplify") { Description = "Merge and cancel neighbouring gates." };
        var bind = new Option<double[]>("--bind") { Description = "Values of the free parameters, radians.", AllowMultipleArgumentsPerToken = true, HelpName = "X..." };
        var command = new Command("convert", "Convert, transpile, route and simplify a circuit.") { input, output, to, basis, coupling, simplify, bind };
        command.SetAction(result =>
        {
            var circuit = CircuitFiles.Read(result.GetValue(input)!);
            if (result.GetValue(bind) is { Length: > 0 } values)
            {
                circuit = values.Length == circuit.ParameterCount
                    ? circuit.Bind(values)
                    : throw new InputException($"The circuit has {circuit.ParameterCount} free parameters, but --bind gives {values.Length} values.");
            }

            var routed = Route(circuit, result.GetValue(coupling));
            circuit = Transpile(routed?.Circuit ?? circuit, result.GetValue(basis), result.GetValue(simplify));
            var target = result.GetValue(output);
            var path = string.Equals(target, "-", StringComparison.Ordinal) ? null : target;
            CircuitFiles.Put(path, CircuitFiles.Write(circuit, result.GetValue(to) ?? CircuitFiles.FormatOf(path)));
            if (routed is not null)
            {
                Console.Error.WriteLine($"{routed.Swaps} swaps added; layout at the start {string.Join(' ', routed.InitialLayout)}, at the end {string.Join(' ', routed.FinalLayout)}");
            }

            Console.Error.WriteLine(
                $"{circuit.Qubits} qubits, {circuit.Count} gates, depth {CircuitMetrics.Depth(circuit)}, {CircuitMetrics.MultiQubitGates(circuit)} on several qubits, {circuit.ParameterCount} free parameters");
            return 0;
        });
        return command;
    }

    private static RoutedCircuit? Route(Circuit circuit, string? coupling)
    {
        if (coupling is null)
        {
            return null;
        }

        try
        {
            return Router.Route(circuit, CouplingMap.Parse(coupling, circuit.Qubits));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException("--coupling: " + (e is ArgumentException a ? Learning.GridCommand.FirstLine(a) : e.Message));
        }
    }

    private static Circuit Transpile(Circuit circuit, string? basis, bool simplify)
    {
        GateBasis? chosen = basis switch
        {
            null => null,
            "cx" => GateBasis.Cx,
            "rz-sx-cx" => GateBasis.RzSxCx,
            "rx-ry-rz-cx" => GateBasis.RxRyRzCx,
            _ => throw new InputException($"--basis {basis} is not known: use cx, rz-sx-cx or rx-ry-rz-cx."),
        };
        if (chosen is { } b)
        {
            return Transpiler.Transpile(circuit, b);
        }

        return simplify ? CircuitSimplifier.Simplify(circuit) : circuit;
    }
}
