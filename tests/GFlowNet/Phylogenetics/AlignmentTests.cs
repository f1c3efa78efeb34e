using Quiver.Core.Runs;
using Quiver.GFlowNet.Phylogenetics;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.Phylogenetics;

public sealed class AlignmentTests
{
    private const string Fasta = ">a\nACGTA\nC\n>b x\nACGTAN\n>c\nAC-TTT\n";

    [Theory]
    [InlineData("#NEXUS\nbegin data;\ndimensions ntax=3 nchar=6;\nformat datatype=dna gap=-;\nMATRIX\na ACG\nb ACG\nc AC-\n\na TAC\nb TAN\nc TTT;\nend;\n")]
    [InlineData("#NEXUS\n[all of it]\nBegin Characters;\n Dimensions NTax = 3 NChar = 6;\n Format Interleave MatchChar=. Gap=-;\n Matrix\na ACG [3]\nb ...\nc ..-\n\na TAC\nb ..N\nc .TT\n;\nEnd;\n")]
    [InlineData("#NEXUS\nbegin taxa; dimensions ntax=3; taxlabels a b c; end;\nbegin data; dimensions nchar=6; format missing=N gap=~;\nmatrix 'a' ACG\nTAC\n'b'\nACGTAN\nc AC~\n TTT;\nend;")]
    [InlineData("#NEXUS begin data; dimensions ntax=3 nchar=6; format datatype=dna; matrix\na ACG\nb ACG\nc AC-\na TAC\nb TAN\nc TTT\n; end;")]
    [InlineData("3 6\na ACGTAC\nb ACGTAN\nc AC-TTT\n")]
    [InlineData("3 6\na ACG\nb ACG\nc AC-\n\nTAC\nTAN\nTTT\n")]
    [InlineData("3 6\na ACG\nTAC\nb ACG\nTAN\nc AC-\nTTT\n")]
    public void Formats_OfTheSameSequences_AreTheSame(string text)
    {
        using var folder = new TemporaryFolder();
        var (first, other) = (Alignment.Read(folder.Write("a", Fasta)), Alignment.Read(folder.Write("b", text)));
        Assert.Equal(first.Taxa, other.Taxa);
        Assert.Equal(first.Patterns, other.Patterns);
        Assert.Equal(first.Weights, other.Weights);
        Assert.Equal((6, 3), (other.Sites, other.Taxa.Length));
    }

    [Fact]
    public void Patterns_CountEqualColumnsOnce()
    {
        using var folder = new TemporaryFolder();
        var alignment = Alignment.Read(folder.Write("a", ">a\nAAAC\n>b\nAAAC\n>c\nAATC\n>d\nAAAG\n"));
        Assert.Equal([2, 1, 1], alignment.Weights);
        Assert.Equal([1, 1, 2, 1, 1, 2, 1, 8, 2, 1, 1, 4], alignment.Patterns);
        Assert.Equal([2, 1, 1], alignment.First(3).Weights);
        Assert.Equal([3, 1], alignment.First(2).Weights);
    }

    [Theory]
    [InlineData("", "FASTA")]
    [InlineData("hello\n", "FASTA")]
    [InlineData(">a\nAC\n>b\nAC\n", "at least 3 taxa")]
    [InlineData(">a\nAC\n>b\nAC\n>c\nA\n", "'c' has 1 letters")]
    [InlineData(">a\nAC\n>b\nAJ\n>c\nAC\n", "'J' in 'b' at column 2")]
    [InlineData(">a\nAC\n>a\nAC\n>c\nAC\n", "twice")]
    [InlineData("#NEXUS\nbegin trees;\n", "matrix")]
    [InlineData("#NEXUS\nbegin data; matrix\na ACG\nb ACG\nc ACG\n", "cut off")]
    [InlineData("#NEXUS\nbegin data; dimensions ntax=4 nchar=3; matrix\na ACG\nb ACG\nc ACG\n; end;", "announce 4 taxa of 3 letters; found are 3")]
    [InlineData("#NEXUS\nbegin data; dimensions ntax=3 nchar=2; matrix\na ACG\nb ACG\nc ACG\n; end;", "'a' has 3 letters")]
    [InlineData("#NEXUS\nbegin data; dimensions ntax=3 nchar=3; matrix\na ACG\nb A.G\nc ACG\n; end;", "'.' in 'b' at column 2 may be a gap")]
    [InlineData("#NEXUS\nbegin data; format matchchar=.; matrix\na A.G\nb A.G\nc ACG\n; end;", "no first row")]
    [InlineData("#NEXUS\nbegin data; format datatype=protein; matrix\na ACG\nb ACG\nc ACG\n; end;", "datatype=protein")]
    [InlineData("#NEXUS\nbegin data; format transpose; matrix\na ACG\nb ACG\nc ACG\n; end;", "'transpose'")]
    [InlineData("#NEXUS\nbegin data; [open matrix\na ACG\n", "not closed")]
    [InlineData("3 3\na ACG\nb A.G\nc ACG\n", "'.' may be a gap")]
    [InlineData("3 6\na ACG\nb ACGTAN\n", "announced")]
    public void Read_WhatIsNoAlignment_SaysWhy(string text, string fault)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(fault, Assert.Throws<InputException>(() => Alignment.Read(folder.Write("a", text))).Message, StringComparison.Ordinal);
    }
}
