using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Core.Tests.Runs;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_ClearsOldLeftovers_AndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string At(string name) => Path.Combine(folder.Path, name);
        var (left, busy, other) = (At("run.checkpoint.12.3.tmp"), At("run.checkpoint.14.5.tmp"), At("other.12.3.tmp"));
        foreach (var file in new[] { left, busy, other })
        {
            File.WriteAllText(file, "half");
        }

        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-1));
        AtomicFile.WriteText(At("run.checkpoint"), "whole");
        Assert.Equal("whole", File.ReadAllText(At("run.checkpoint")));
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(busy));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("full");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
