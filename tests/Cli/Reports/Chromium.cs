using System.Diagnostics;

namespace Quiver.Cli.Tests.Reports;

/// <summary>A headless browser, where the machine has one.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Opens a page and returns what its document became and what it wrote to the console.</summary>
    public static (string Document, string Console) Open(string address)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "no Chromium on this machine");
        var profile = Directory.CreateTempSubdirectory("quiver-chromium-");
        try
        {
            var start = new ProcessStartInfo(program!) { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] words =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}", "--window-size=1000,1200",
                "--enable-logging=stderr", "--dump-dom", address,
            ];
            foreach (var word in words)
            {
                start.ArgumentList.Add(word);
            }

            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(90_000))
            {
                process.Kill(entireProcessTree: true);
                Assert.Skip("Chromium does not answer on this machine");
            }

            var console = string.Join('\n', error.Result.Split('\n').Where(static l => l.Contains("CONSOLE", StringComparison.Ordinal)));
            Assert.SkipWhen(output.Result.Length == 0, "Chromium does not run on this machine");
            return (output.Result, console);
        }
        finally
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                // The browser's last process may still write; the folder is a temporary one.
            }
        }
    }
}
