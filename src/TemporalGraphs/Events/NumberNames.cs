using System.Collections;
using System.Globalization;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Names of nodes that are numbers; each becomes text when it is asked for.</summary>
internal sealed class NumberNames(int[] numbers) : IReadOnlyList<string>
{
    public int Count => numbers.Length;

    public string this[int index] => numbers[index].ToString(CultureInfo.InvariantCulture);

    public IEnumerator<string> GetEnumerator() => numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
