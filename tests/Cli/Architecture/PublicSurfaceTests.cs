using System.Reflection;

namespace Quiver.Cli.Tests.Architecture;

public sealed class PublicSurfaceTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    // Name them as Type.Member with the reason why a caller may write into them.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal);

    private static readonly Type[] Mutable = [typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Memory<>)];

    public static TheoryData<string> Libraries =>
        ["Core", "GFlowNet", "Hamiltonians", "LearnedGrouping", "Circuits", "TemporalGraphs"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicMembers_HandOutNoArrays(string library)
    {
        var leaks = Assembly.Load("Quiver." + library).GetExportedTypes().SelectMany(Leaks).Where(static l => !Allowed.ContainsKey(l));
        Assert.Empty(leaks);
    }

    [Theory]
    [InlineData(typeof(Leaky), "Leaky.Numbers", "Leaky.Rows", "Leaky.Words", "Leaky.Names", "Leaky.Part")]
    [InlineData(typeof(Tight))]
    public void Leaks_AreFound(Type type, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Leaks(type).Order(StringComparer.Ordinal));

    // What a caller can write into although it belongs to the object: arrays and lists of properties and fields.
    private static IEnumerable<string> Leaks(Type type) =>
        type.GetProperties(Everything).Where(static p => p.GetMethod is { } get && IsSeen(get)).Select(static p => (p.Name, p.PropertyType))
            .Concat(type.GetFields(Everything).Where(static f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly)
                .Select(static f => (f.Name, f.FieldType)))
            .Where(static m => CanBeWritten(m.Item2)).Select(m => $"{type.Name}.{m.Name}");

    private static bool IsSeen(MethodInfo method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool CanBeWritten(Type type) => type.IsArray
        || (type.IsGenericType && (Mutable.Contains(type.GetGenericTypeDefinition()) || type.GetGenericArguments().Any(CanBeWritten)));

    public class Leaky
    {
        public int[] Numbers { get; } = [];

        public IReadOnlyList<double[]> Rows { get; } = [];

        public Dictionary<string, int> Words { get; } = [];

        public Memory<byte> Part => default;

        protected List<string> Names { get; } = [];

        private int[] Own => Numbers;

        public int Sum() => Own.Sum();
    }

    public sealed record Tight(IReadOnlyList<int> Numbers, ReadOnlyMemory<double> Row)
    {
        internal int[] Own { get; } = [];

        public int[] Copy() => [.. Numbers];
    }
}
