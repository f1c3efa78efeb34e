using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Noise;

public sealed class DeviceProfileReaderTests
{
    [Theory]
    [InlineData("falcon-like")]
    [InlineData("heron-like")]
    [InlineData("trapped-ion-like")]
    public void Read_TheProjectsProfiles_ErrorsExceedWhatRelaxationAloneCosts(string name)
    {
        var profile = DeviceProfileReader.Read(Path.Combine(SharedData.Repository, "data", "devices", name + ".json"));
        Assert.Equal(name, profile.Name);
        Assert.InRange(profile.DepolarizingProbability(profile.TwoQubit, 2), 1e-5, 0.02);
        Assert.InRange(profile.DepolarizingProbability(profile.OneQubit, 1), 1e-6, 1e-3);
        Assert.Equal(default, profile.Of(GateKind.RZ));
    }

    [Theory]
    [InlineData("{ \"name\": \"a\", ", "not valid JSON")]
    [InlineData("[]", "is a JSON object")]
    [InlineData("{ }", "needs a name")]
    [InlineData("{ \"name\": 3 }", "'name' must be a text")]
    [InlineData("{ \"name\": \"a\", \"t1\": 3 }", "no member 't1'")]
    [InlineData("{ \"name\": \"a\", \"t1Microseconds\": 10, \"t2Microseconds\": 30 }", "at most 2 T1")]
    [InlineData("{ \"name\": \"a\", \"t1Microseconds\": \"10\" }", "must be a number")]
    [InlineData("{ \"name\": \"a\", \"readOneFromZero\": 0.7 }", "readOneFromZero = 0.7")]
    [InlineData("{ \"name\": \"a\", \"twoQubit\": { \"error\": 0.01 } }", "error and durationNanoseconds")]
    [InlineData("{ \"name\": \"a\", \"twoQubit\": { \"error\": 2, \"durationNanoseconds\": 5 } }", "Gate twoQubit has error 2")]
    [InlineData("{ \"name\": \"a\", \"gates\": { \"cnot\": { \"error\": 0, \"durationNanoseconds\": 5 } } }", "no gate 'cnot'")]
    [InlineData("{ \"name\": \"a\", \"gates\": { \"ccx\": { \"error\": 0, \"durationNanoseconds\": 5 } } }", "more than two qubits")]
    public void Parse_BadInput_SaysWhatIsWrong(string text, string expected)
    {
        var error = Assert.Throws<InputException>(() => DeviceProfileReader.Parse(text, "device.json"));
        Assert.StartsWith("device.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_IsAnInputError() => Assert.Throws<InputException>(static () => DeviceProfileReader.Read("no-such-device.json"));
}
