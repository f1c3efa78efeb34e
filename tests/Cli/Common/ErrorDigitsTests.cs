using Quiver.Cli.Common;

namespace Quiver.Cli.Tests.Common;

public sealed class ErrorDigitsTests
{
    [Theory]
    [InlineData(0.0012, "-1.137270")]
    [InlineData(0, "-1.137270")]
    [InlineData(double.NaN, "-1.137270")]
    [InlineData(40, "-1.137270")]
    [InlineData(2e-7, "-1.13727017")]
    public void Number_HasTwoDigitsOfTheError_AndSixAtLeast(double error, string text) => Assert.Equal(text, ErrorDigits.Of(error).Number(-1.13727017));

    [Fact]
    public void Signed_NamesWhatIsAbove()
    {
        var digits = ErrorDigits.Of(3e-14);
        Assert.Equal("+0.000000000000006", digits.Signed(6e-15));
        Assert.Equal("-0.000000000000006", digits.Signed(-6e-15));
        Assert.Equal("0.000000000000000", digits.Signed(0));
    }
}
