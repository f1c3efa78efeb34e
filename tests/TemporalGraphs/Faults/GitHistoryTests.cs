using System.Diagnostics;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>Row T13 of the fault list: no setting of git's and no name of a file changes what is read.</summary>
public sealed class GitHistoryTests
{
    [Fact]
    public void Read_OfStrangeNamesAndSettings_ListsAuthorsAndFiles()
    {
        using var folder = new TemporaryFolder();
        Start(folder.Path);
        foreach (var setting in new[]
        {
            "log.showSignature true", "log.showRoot false", "diff.renames copies", "diff.relative true", "format.pretty oneline", "log.decorate full", "color.ui always", "core.quotepath true",
            "diff.external false", "log.date relative", "i18n.logOutputEncoding ISO-8859-1", "diff.noprefix true", "log.follow true", "core.pager false",
        })
        {
            Git(folder.Path, ["config", .. setting.Split(' ')]);
        }

        string[] names = ["plain.txt", "with blank.txt", "quo\"te", "new\nline", "ümlaut", "\u0001odd", "-dash", "tab\there"];
        for (var i = 0; i < names.Length; i++)
        {
            File.WriteAllText(Path.Combine(folder.Path, names[i]), "x");
            Commit(folder.Path, i);
        }

        var sub = Directory.CreateDirectory(Path.Combine(folder.Path, "inner")).FullName;
        File.WriteAllText(Path.Combine(sub, "deep"), "x");
        Commit(folder.Path, 50);
        Git(folder.Path, ["mv", "plain.txt", "moved.txt"]);
        Commit(folder.Path, 60);
        Git(folder.Path, ["commit", "-q", "--allow-empty", "-m", "nothing"]);
        Git(folder.Path, ["checkout", "-q", "--detach"]);
        var notes = new Notes();
        var (events, labels) = GitHistory.Read(sub, notes, TestContext.Current.CancellationToken);
        Assert.Equal(["a@example.org", .. names, "inner/deep", "moved.txt"], labels);
        Assert.Equal(names.Length + 3, events.Count);
        Assert.All(events.Sources.ToArray(), s => Assert.Equal(0, s));
        Assert.Equal(1577836800 + (86400.0 * 7), events.Times[7]);
        Assert.Contains(notes.Sentences, n => n.Contains("Merge", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OfNoCommitsOrNoRepository_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InputException>(() => { GitHistory.Read(Path.Combine(folder.Path, "missing"), TestContext.Current.CancellationToken); });
        Start(folder.Path);
        Assert.Contains("commits", Assert.Throws<InputException>(() => { GitHistory.Read(folder.Path, TestContext.Current.CancellationToken); }).Message, StringComparison.Ordinal);
        Git(folder.Path, ["commit", "-q", "--allow-empty", "-m", "nothing"]);
        Assert.Contains("no commits with files", Assert.Throws<InputException>(() => { GitHistory.Read(folder.Path, TestContext.Current.CancellationToken); }).Message, StringComparison.Ordinal);
    }

    private static void Start(string folder)
    {
        Git(folder, ["init", "-q"]);
        Git(folder, ["config", "user.email", "a@example.org"]);
        Git(folder, ["config", "user.name", "a"]);
    }

    private static void Commit(string folder, int day)
    {
        Git(folder, ["add", "-A"]);
        Git(folder, ["commit", "-q", "-m", "work", "--date=" + DateTime.UnixEpoch.AddSeconds(1577836800 + (86400 * day)).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)]);
    }

    private static void Git(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
