using System.Globalization;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>Mutated event files are read or refused with one sentence; QUIVER_FUZZ sets how many.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly string[] Pieces =
    [
        ",", ";", "\t", "|", " ", "\"", "\"\"", "\n", "\r\n", "\r", "#", "%", "\uFEFF", "NaN", "inf", "-1", "1e308", "1e-320", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "2015-05-19",
        "03/04/2015", "2015-05-19T13:44:07.123456789Z", "src", "dst", "timestamp", "user_id", "item_id", "state_label", "% bip", "\0", "é", "+", "0x1F", "1,5", "null", "..", "1e+", "1700000000000000000",
    ];

    [Fact]
    public void Read_OfMutatedFiles_SucceedsOrSaysWhy()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("QUIVER_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 3000;
        var seeds = Directory.GetFiles(FaultFile.Path(".")).Where(f => new FileInfo(f).Length < 8000).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var random = new Random(count);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "e.csv");
        var read = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutate(seeds[random.Next(seeds.Length)], random);
            File.WriteAllBytes(path, bytes);
            var options = new EventReadOptions
            {
                SkipBad = random.Next(2) == 0,
                Sort = random.Next(2) == 0,
                Relabel = random.Next(3) == 0,
                Layout = random.Next(5) == 0 ? (EventLayout)random.Next(5) : EventLayout.Auto,
                Columns = random.Next(8) == 0 ? "time=1,source=2,destination=3" : null,
                DateOrder = random.Next(8) == 0 ? DateOrder.DayFirst : DateOrder.Auto,
                SeparateIds = random.Next(6) == 0 ? true : null,
            };
            try
            {
                var result = EventReader.Read(path, options);
                Assert.True(result.Names is null || result.Names.Count >= result.Events.NodeCount);
                _ = EventStatistics.Of(result.Events);
                read++;
            }
            catch (InputException e)
            {
                Assert.DoesNotContain("(Parameter", e.Message, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Mutation {i} of {count}: {Convert.ToHexString(bytes)}", e);
            }
        }

        Assert.True(read > 0);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var times = random.Next(1, 8); times > 0 && bytes.Count > 0; times--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 20), bytes.Count - place));
                    break;
                case 2:
                    bytes.InsertRange(place, System.Text.Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 4:
                    bytes.InsertRange(place, bytes.GetRange(place, Math.Min(random.Next(1, 200), bytes.Count - place)));
                    break;
                default:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
