using System.Globalization;
using System.IO.Compression;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>Gzip files, files of few integrals and many orbitals, and symmetry labels.</summary>
public sealed class PackedFileTests
{
    [Fact]
    public void Read_Gzip_IsReadAsThePlainFile()
    {
        var name = Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", "lih_5.fcidump");
        using var folder = new TemporaryFolder();
        var path = Write(folder, "l.fcidump.gz", Pack(File.ReadAllBytes(name)));
        var (plain, packed) = (HamiltonianReader.Read(name), HamiltonianReader.Read(path));
        Assert.Equal(plain.Sum.Coefficients.ToArray(), packed.Sum.Coefficients.ToArray());
        Assert.NotEqual(plain.Sha256, packed.Sha256);
    }

    [Fact]
    public void Read_GzipCutAnywhere_IsRefused()
    {
        var whole = Pack(Encoding.UTF8.GetBytes("XX 0.5\nZI -0.25\n"));
        using var folder = new TemporaryFolder();
        for (var length = 2; length < whole.Length; length++)
        {
            var path = Write(folder, "cut.gz", whole[..length]);
            Assert.Contains("damaged or cut off", Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); }).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_GzipWithABadLine_NamesTheFileAndTheLine()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "bad.gz", Pack(Encoding.UTF8.GetBytes("XX 0.5\nZI nan\n")));
        Assert.StartsWith(path + ":2:", Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GzipThatUnpacksToFarMore_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "bomb.gz", Pack(new byte[80 << 20]));
        Assert.Contains("unpacks to more than", Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SixtyFourOrbitalsFewLines_TakesLittleMemory()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "s.fcidump", Encoding.UTF8.GetBytes("&FCI NORB=64,NELEC=2,MS2=0,UHF=.FALSE.\n&END\n 0.5 64 3 7 1\n -1 64 64 0 0\n -2 1 1 0 0\n 0 0 0 0 0\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = HamiltonianReader.Read(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.Equal(128, file.Sum.Qubits);
    }

    [Theory]
    [InlineData("1,1,1,1,2,3,3", 1, "")]
    [InlineData("4*1,2,2*3", 1, "")]
    [InlineData("1,1,1,1,2,3,3", 2, "ISYM = 2, but by ORBSYM the reference determinant belongs to symmetry 1")]
    [InlineData("1,1,1,1,2,3", 1, "it has 6 labels for 7 orbitals")]
    [InlineData("1,1,1,1,2,3,9", 1, "not all from 1 to 8")]
    [InlineData("1,1,2,1,2,3,3", 1, "an integral couples them")]
    public void Read_SymmetryLabels_AreToldWhereTheyDecideNothing(string labels, int isym, string expected)
    {
        var water = File.ReadAllText(Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", "h2o_molpro_order.fcidump"));
        water = water.Replace("ORBSYM=1,1,1,1,2,3,3", "ORBSYM=" + labels, StringComparison.Ordinal).Replace("ISYM=1", "ISYM=" + isym.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        var file = HamiltonianReader.Read(Write(folder, "w.fcidump", Encoding.UTF8.GetBytes(water)));
        var told = string.Join(' ', file.Notes.Where(n => n.Contains("SYM", StringComparison.Ordinal)));
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, told.Length == 0);
        var state = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).State;
        Assert.Equal(isym == 1, file.SymmetryNote(state) is null);
    }

    [Fact]
    public void Read_CoefficientsBeyondSquaring_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "h.txt", Encoding.UTF8.GetBytes("XX 1e308\nZI 0.5\n"));
        Assert.Contains("another unit", Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); }).Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return memory.ToArray();
    }
}
