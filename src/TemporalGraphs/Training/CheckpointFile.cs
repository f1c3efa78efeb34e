using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>The frame of a checkpoint: a version and a signature, then what the owner writes.</summary>
internal static class CheckpointFile
{
    public static void Save(string path, int version, string signature, Action<BinaryWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(version);
        writer.Write(signature);
        write(writer);
    });

    /// <param name="path">The file.</param>
    /// <param name="version">The version that can be read.</param>
    /// <param name="signature">What it must have been saved under.</param>
    /// <param name="owner">Whose checkpoint it should be, for the message.</param>
    /// <param name="read">Reads what the owner wrote.</param>
    /// <exception cref="InputException">The file is another's, or damaged.</exception>
    public static LinkTrainState Load(string path, int version, string signature, string owner, Func<BinaryReader, LinkTrainState> read)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            return reader.ReadInt32() == version && string.Equals(reader.ReadString(), signature, StringComparison.Ordinal)
                ? read(reader)
                : throw new InputException($"{path} is not a checkpoint of {owner}: remove it or name another file.");
        }
        catch (Exception e) when (e is EndOfStreamException or IOException or ArgumentException or OverflowException or FormatException)
        {
            throw new InputException($"{path} is no whole checkpoint ({e.Message.TrimEnd('.')}): remove it or name another file.");
        }
    }
}
