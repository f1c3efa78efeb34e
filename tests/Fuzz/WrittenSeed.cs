using System.Collections;

namespace Quiver.Fuzz;

/// <summary>A seed that is written when it is first asked for, so that listing the targets trains nothing.</summary>
internal sealed class WrittenSeed(Action<string> write) : IReadOnlyList<byte[]>
{
    private byte[]? bytes;

    public int Count => 1;

    public byte[] this[int index] => bytes ??= Written();

    public IEnumerator<byte[]> GetEnumerator() => Enumerable.Repeat(this[0], 1).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private byte[] Written()
    {
        var folder = Directory.CreateTempSubdirectory("quiver-fuzz-seed-").FullName;
        try
        {
            var path = Path.Combine(folder, "run.checkpoint");
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
