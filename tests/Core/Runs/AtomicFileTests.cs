using System.Diagnostics;
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

    [Fact]
    public void Write_ToALink_ChangesWhatItLeadsTo()
    {
        using var folder = new TemporaryFolder();
        var (path, link, loose) = (Path.Combine(folder.Path, "file"), Path.Combine(folder.Path, "link"), Path.Combine(folder.Path, "loose"));
        File.WriteAllText(path, "old");
        File.CreateSymbolicLink(link, path);
        File.CreateSymbolicLink(loose, Path.Combine(folder.Path, "new"));
        AtomicFile.WriteText(link, "new");
        AtomicFile.WriteText(loose, "made");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal("made", File.ReadAllText(Path.Combine(folder.Path, "new")));
    }

    [Fact]
    public async Task Write_ToAPipe_GoesThrough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes with names are made by mkfifo");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "pipe");
        using (var make = Process.Start("mkfifo", [path]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var read = Task.Run(() => File.ReadAllText(path), TestContext.Current.CancellationToken);
        AtomicFile.WriteText(path, "through");
        Assert.Equal("through", await read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.True(FileKind.IsPassedOn(path) && FileKind.IsPassedOn("/dev/null") && !FileKind.IsPassedOn(folder.Path));
        AtomicFile.WriteText("/dev/null", "gone");
        Assert.True(FileKind.IsPassedOn("/dev/null"));
    }
}
