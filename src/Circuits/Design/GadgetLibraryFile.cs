using System.Collections.Immutable;
using System.Text.Json;
using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>A library of gadgets on disk: JSON in the envelope of every result (<c>docs/schemas/circuits-gadgets.json</c>).</summary>
public static class GadgetLibraryFile
{
    /// <summary>The version of the files that are written, and the only one that is read.</summary>
    public const int Version = 1;

    private const int MostBytes = 16 << 20;
    private const int MostGadgets = 10_000;
    private const int MostTypical = 100;

    /// <summary>What stands under <c>results</c>.</summary>
    /// <param name="library">The library.</param>
    /// <returns>An object whose public properties become JSON.</returns>
    public static object Document(GadgetLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        return new
        {
            FileVersion = Version,
            library.GateSets,
            library.Results,
            library.Circuits,
            Gadgets = library.Gadgets.Select(static e => new
            {
                Gates = e.ToString(),
                e.Qubits,
                e.Cx,
                e.Angles,
                Symmetry = Name(e.Symmetry),
                TypicalSymmetry = Name(e.TypicalSymmetry),
                e.Count,
                e.Circuits,
                e.Results,
                e.Support,
                e.Value,
                TypicalAngles = e.TypicalAngles.Select(static a => a.ToArray()),
            }),
        };
    }

    /// <summary>Writes a library in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="library">The library.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, GadgetLibrary library) =>
        new ResultEnvelope("quiver", "circuits gadgets") { Results = Document(library) }.Write(path);

    /// <summary>Reads a library. Sizes, values and symmetries are worked out anew from the gates.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The library, at least one gadget in it.</returns>
    /// <exception cref="InputException">There is no such file, or it is no library of this version.</exception>
    public static GadgetLibrary Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        try
        {
            using var document = JsonDocument.Parse(BoundedFile.Read(path, MostBytes).ToArray());
            var root = ResultEnvelope.ResultsOf(document.RootElement);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("fileVersion", out var version)
                || !root.TryGetProperty("gadgets", out var gadgets))
            {
                throw new InputException(path, 0, "this is no library of gadgets: quiver circuits gadgets writes one.");
            }

            if (!version.TryGetInt32(out var number) || number != Version)
            {
                throw new InputException(
                    path, 0, $"a library of version {version} is not read here, only version {Version}: mine it again.");
            }

            if (gadgets.GetArrayLength() is 0 or > MostGadgets)
            {
                throw new InputException(path, 0, $"a library has 1 to {MostGadgets} gadgets, not {gadgets.GetArrayLength()}.");
            }

            return new GadgetLibrary(
                [.. gadgets.EnumerateArray().Select(Entry)],
                [.. root.GetProperty("gateSets").EnumerateArray().Select(static s => s.GetString()!)],
                root.GetProperty("results").GetInt32(),
                root.GetProperty("circuits").GetInt32());
        }
        catch (FormatException e)
        {
            throw new InputException(path, 0, e.Message, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException(path, 0, "this is no library of gadgets: quiver circuits gadgets writes one.", e);
        }
    }

    private static GadgetEntry Entry(JsonElement json, int index)
    {
        var text = json.GetProperty("gates").GetString()!;
        ImmutableArray<DesignGate> gates =
            [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(CircuitWord.ParseGate)];
        var qubits = gates.SelectMany(static g => g.Qubits).Distinct().Order().ToArray();
        if (gates.Length is < 2 or > GadgetEntry.MostGates || qubits.Length > GadgetEntry.MostQubits || qubits[^1] != qubits.Length - 1)
        {
            throw new FormatException(
                $"gadget {index + 1} ('{text}') has not 2 to {GadgetEntry.MostGates} gates on 1 to {GadgetEntry.MostQubits} qubits " +
                $"that are numbered from 0.");
        }

        var entry = new GadgetEntry(
            gates,
            [.. json.GetProperty("typicalAngles").EnumerateArray()
                .Select(static a => a.EnumerateArray().Select(static x => x.GetDouble()).ToImmutableArray())],
            json.GetProperty("count").GetInt32(), json.GetProperty("circuits").GetInt32(), json.GetProperty("results").GetInt32(),
            json.GetProperty("support").GetDouble());
        return entry.TypicalAngles.Length is >= 1 and <= MostTypical && entry.TypicalAngles.All(a => a.Length == entry.Angles)
            && entry.TypicalAngles.All(static a => a.All(double.IsFinite)) && entry.Support > 0 && double.IsFinite(entry.Support)
            ? entry
            : throw new FormatException(
                $"gadget {index + 1} ('{text}') needs typical angles, {entry.Angles} in a set, and a support above 0.");
    }

    private static string Name(GadgetSymmetry symmetry) => symmetry.ToString().ToLowerInvariant();
}
