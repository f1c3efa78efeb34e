using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Measurement;

/// <summary>A plan on disk: one OpenQASM 3 and one Q# program per group, and the recipe from counts to energy.</summary>
public static class MeasurementFiles
{
    /// <summary>Name of the recipe within the folder.</summary>
    public const string RecipeName = "measurement.json";

    private const int MostBytes = 1 << 30;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes circuits and recipe.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="preparation">The circuit that prepares the state, put before each group's; null leaves a comment in its place.</param>
    public static void Write(string folder, MeasurementPlan plan, MeasurementRecipe recipe, Circuit? preparation = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(recipe);
        RequireNoCounts(folder);
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "group-*.q*").Where(static f => Path.GetExtension(f) is ".qasm" or ".qs"))
        {
            // What another grouping left would look like a part of this one.
            File.Delete(old);
        }

        for (var g = 0; g < plan.Groups.Length; g++)
        {
            var circuit = preparation?.Then(plan.Groups[g].Circuit) ?? plan.Groups[g].Circuit;
            AtomicFile.WriteText(
                Path.Combine(folder, recipe.Groups[g].Name + ".qasm"), Qasm(circuit, recipe.Groups[g], preparation is not null));
            AtomicFile.WriteText(
                Path.Combine(folder, recipe.Groups[g].Name + ".qs"),
                QSharpWriter.Write(circuit, FormattableString.Invariant($"Quiver.Group{g + 1:000}")));
        }

        AtomicFile.WriteText(Path.Combine(folder, RecipeName), JsonTree.Write(recipe, Options) + "\n");
    }

    /// <summary>Refuses a folder in which counts lie: they belong to the circuits that were written there before, and new circuits beside
    /// them would turn them into a wrong energy.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    /// <exception cref="InputException">There are counts.</exception>
    public static void RequireNoCounts(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "group-*.json").Order(StringComparer.Ordinal).FirstOrDefault()
            is { } counts)
        {
            throw new InputException(
                $"{counts}: these are counts of circuits that were written there before: name another folder, or remove them.");
        }
    }

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The file, or the folder that holds it.</param>
    /// <returns>The recipe.</returns>
    /// <exception cref="InputException">The file is missing or no recipe.</exception>
    public static MeasurementRecipe Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? Path.Combine(path, RecipeName) : path;
        if (!File.Exists(file))
        {
            throw new InputException($"{file}: there is no such file; the commands group and measure write it beside the circuits.");
        }

        if (new FileInfo(file).Length > MostBytes)
        {
            throw new InputException($"{file}: more than 1 GiB is no measurement recipe.");
        }

        MeasurementRecipe? recipe;
        try
        {
            recipe = JsonSerializer.Deserialize<MeasurementRecipe>(File.ReadAllBytes(file), Options);
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: this is no measurement recipe: {e.Message}");
        }

        return recipe is { Groups.IsDefault: false } && Problem(recipe) is var problem && problem is null
            ? recipe
            : throw new InputException($"{file}: {(recipe is { Groups.IsDefault: false } ? Problem(recipe) : "this is no measurement recipe: it has no groups.")}");
    }

    private static string? Problem(MeasurementRecipe recipe)
    {
        if (recipe.Qubits is < 1 or > 64 || !double.IsFinite(recipe.Constant))
        {
            return $"a recipe is of 1 to 64 qubits and has a finite constant, not of {recipe.Qubits} qubits and {recipe.Constant}.";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in recipe.Groups)
        {
            if (string.IsNullOrEmpty(group?.Name) || group.Name.AsSpan().ContainsAny('/', '\\') || !names.Add(group.Name)
                || group.Terms.IsDefaultOrEmpty)
            {
                return $"group '{group?.Name}' needs a name of its own without slashes, and terms.";
            }

            foreach (var term in group.Terms)
            {
                if (term?.Z is null || term.Z.Length != recipe.Qubits || term.Z.AsSpan().ContainsAnyExcept('I', 'Z')
                    || term.Sign is not (1 or -1) || !double.IsFinite(term.Coefficient))
                {
                    return $"term '{term?.Label}' of {group.Name} needs a finite coefficient, a sign of 1 or -1 and a string of {recipe.Qubits} letters I and Z.";
                }
            }
        }

        return null;
    }

    private static string Qasm(Circuit circuit, MeasurementRecipeGroup group, bool prepared)
    {
        var n = circuit.Qubits;
        var program = new CircuitProgram(
            [new ProgramRegister("q", 0, n)],
            [new ProgramRegister("c", 0, n)],
            [.. circuit.Operations.Select(static o => (ProgramStep)new GateStep(o)), .. Enumerable.Range(0, n)
                .Select(static q => new MeasureStep(q, q))]);
        var lines = QasmWriter.Write(program).Split('\n');
        var text = new StringBuilder();
        var commented = prepared;
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
            if (!commented && line.StartsWith("bit", StringComparison.Ordinal))
            {
                text.Append("// Prepare the state here; what follows measures ").Append(group.Name).Append(".\n");
                commented = true;
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }
}
