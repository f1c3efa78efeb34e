using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Quiver.Core.Runs;

/// <summary>
/// Writes objects as JSON by walking their public properties: what <see cref="JsonSerializer"/> writes, byte for byte, for the types of our
/// results. A program that is compiled ahead of time has no code for the serializer's generic types; there this walk serves.
/// </summary>
internal static class JsonTree
{
    /// <summary>A value as JSON, by the serializer where it works and by the walk elsewhere.</summary>
    /// <param name="value">An object, a list, a number, a text or a JSON node.</param>
    /// <param name="options">Layout, names and numbers; converters are not looked at by the walk.</param>
    /// <returns>The text.</returns>
    public static string Write(object value, JsonSerializerOptions options) => RuntimeFeature.IsDynamicCodeSupported
        ? JsonSerializer.Serialize(value, options)
        : Walk(value, options);

    /// <summary>The walk itself.</summary>
    /// <param name="value">What is written.</param>
    /// <param name="options">How.</param>
    /// <returns>The text.</returns>
    public static string Walk(object? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var memory = new MemoryStream();
        var layout = new JsonWriterOptions { Indented = options.WriteIndented, Encoder = options.Encoder };
        using (var writer = new Utf8JsonWriter(memory, layout))
        {
            Value(writer, value, options);
        }

        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static void Value(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double or float:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case Enum or long or int or short or sbyte or uint or ushort or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case IDictionary table:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in table)
                {
                    writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
                    Value(writer, entry.Value, options);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Value(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            default:
                Members(writer, value, options);
                break;
        }
    }

    private static void Members(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        var properties = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.CanRead && p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .OrderBy(static p => p.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0);
        foreach (var property in properties)
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                ?? options.PropertyNamingPolicy?.ConvertName(property.Name) ?? property.Name;
            writer.WritePropertyName(name);
            Value(writer, property.GetValue(value), options);
        }

        writer.WriteEndObject();
    }
}
