using System.Collections.Immutable;
using System.Text.Json;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Reads device profiles: a JSON object with <c>name</c>, and optionally <c>description</c>, <c>t1Microseconds</c>,
/// <c>t2Microseconds</c> (2 T1 where only T1 is given), <c>readOneFromZero</c>, <c>readZeroFromOne</c>, <c>oneQubit</c>, <c>twoQubit</c>
/// and <c>gates</c>, whose
/// members are gates by name; a gate is an object with <c>error</c> and <c>durationNanoseconds</c>.
/// </summary>
public static class DeviceProfileReader
{
    private const long MostBytes = 16L << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InputException">The file is missing, is not JSON, or a value is unknown, missing or out of range.</exception>
    public static DeviceProfile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        string text;
        try
        {
            text = BoundedFile.ReadText(path, MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The device profile {path} cannot be read: {e.Message}");
        }

        return Parse(text, path);
    }

    /// <summary>Reads a profile from text.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="file">Name for messages.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InputException">The text is not JSON, or a value is unknown, missing or out of range.</exception>
    public static DeviceProfile Parse(string text, string file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text,
                new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                });
        }
        catch (JsonException e)
        {
            throw new InputException(file, (e.LineNumber ?? -1) + 1, "This is not valid JSON; a device profile is a JSON object.", e);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InputException(file, 0, "A device profile is a JSON object.");
            }

            var profile = new DeviceProfile { Name = string.Empty };
            foreach (var member in document.RootElement.EnumerateObject())
            {
                profile = member.Name switch
                {
                    "name" => profile with { Name = Text(member, file) },
                    "description" => profile with { Description = Text(member, file) },
                    "t1Microseconds" => profile with { T1Microseconds = Number(member, file) },
                    "t2Microseconds" => profile with { T2Microseconds = Number(member, file) },
                    "readOneFromZero" => profile with { ReadOneFromZero = Number(member, file) },
                    "readZeroFromOne" => profile with { ReadZeroFromOne = Number(member, file) },
                    "oneQubit" => profile with { OneQubit = Gate(member, file) },
                    "twoQubit" => profile with { TwoQubit = Gate(member, file) },
                    "gates" => profile with { Gates = Gates(member, file) },
                    _ => throw new InputException(file, 0, $"A device profile has no member '{member.Name}'."),
                };
            }

            if (double.IsFinite(profile.T1Microseconds) && profile.T1Microseconds > 0
                && !document.RootElement.TryGetProperty("t2Microseconds", out _))
            {
                profile = profile with
                {
                    T2Microseconds = 2 * profile.T1Microseconds,
                    Notes =
                    [
                        FormattableString.Invariant(
                            $"The device profile {profile.Name} states T1 and no T2: T2 = 2 T1 = {2 * profile.T1Microseconds} microseconds, no dephasing beyond relaxation."),
                    ],
                };
            }

            return profile.Problem() is { } problem ? throw new InputException(file, 0, problem) : profile;
        }
    }

    private static ImmutableDictionary<GateKind, GateNoise> Gates(JsonProperty member, string file)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(file, 0, "'gates' must be an object whose members are gates by name.");
        }

        var gates = ImmutableDictionary.CreateBuilder<GateKind, GateNoise>();
        foreach (var gate in member.Value.EnumerateObject())
        {
            if (!GateTable.TryFind(gate.Name, out var info))
            {
                throw new InputException(file, 0, $"There is no gate '{gate.Name}'; the names are "
                    + $"{string.Join(", ", GateTable.All.Select(static g => g.Name))}.");
            }

            gates[info.Kind] = Gate(gate, file);
        }

        return gates.ToImmutable();
    }

    private static GateNoise Gate(JsonProperty member, string file)
    {
        double? error = null, duration = null;
        if (member.Value.ValueKind == JsonValueKind.Object)
        {
            foreach (var value in member.Value.EnumerateObject())
            {
                switch (value.Name)
                {
                    case "error":
                        error = Number(value, file);
                        break;
                    case "durationNanoseconds":
                        duration = Number(value, file);
                        break;
                    default:
                        throw new InputException(file, 0, $"Gate '{member.Name}' has no member '{value.Name}', only error and "
                            + $"durationNanoseconds.");
                }
            }
        }

        return error is { } e && duration is { } d
            ? new(e, d)
            : throw new InputException(file, 0, $"Gate '{member.Name}' must be an object with error and durationNanoseconds.");
    }

    private static string Text(JsonProperty member, string file) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw new InputException(file, 0, $"'{member.Name}' must be a text.");

    private static double Number(JsonProperty member, string file) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var value)
        ? value
        : throw new InputException(file, 0, $"'{member.Name}' must be a number.");
}
