using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Personal;

/// <summary>Characters that may be a Chinese name: a surname and one or two characters after it.</summary>
/// <param name="Start">Where it begins in the normal text.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Surname">How many of them are the surname.</param>
internal readonly record struct NameCandidate(int Start, int Length, int Surname);

/// <summary>
/// How likely characters that may be a name are one: a linear model of the name's own characters, of those around it,
/// and of the pack's words before it. So a name is found where no rule foresaw the sentence.
/// </summary>
internal sealed class NameModel(Lazy<BinaryModel> model)
{
    private const int GivenCharsMax = 2;
    private const int Around = 3;
    private const char Outside = '$';

    // What a feature is of, so that equal characters in different places are different features.
    private enum Of : uint
    {
        Shape = 1, Surname, Given, GivenAt, Left, LeftPair, LeftThree, Right, RightPair, RightThree, LeftBorder,
        RightBorder, FirstPair, SecondPair, Whole, Before, BeforeShape, RightShape, RightUsual, LeftUsual, BothSides,
    }

    public static NameModel Shipped { get; } = new(new(() => BinaryModel.Load(PackFile.Open("names.bin"))));

    /// <summary>0 to 1.</summary>
    public double Chance(NormalText text, NameCandidate candidate, Introduction before) =>
        model.Value.Score(FeaturesOf(text, candidate, before));

    /// <summary>Everything in a text that may be a name.</summary>
    public static IEnumerable<NameCandidate> In(NormalText normal)
    {
        var (text, words) = (normal.Text, normal.Words.Personal);
        for (var at = 0; at + 1 < text.Length; at++)
        {
            for (var surname = 1; surname <= 2; surname++)
            {
                if (surname == 1 ? !words.Surnames.Contains(text[at]) : !words.IsDoubleSurname(text.AsSpan(at, 2)))
                {
                    continue;
                }

                for (var given = 1; given <= GivenCharsMax && at + surname + given <= text.Length; given++)
                {
                    var last = text[at + surname + given - 1];
                    if (!CharTable.IsHan(last) || words.NeverInNames.Contains(last))
                    {
                        break;
                    }

                    if (!words.BeginsWithNoName(text.AsSpan(at, surname + given)))
                    {
                        yield return new(at, surname + given, surname);
                    }
                }
            }
        }
    }

    /// <summary>What the model reads of a candidate and of what stands around it.</summary>
    public static SparseText FeaturesOf(NormalText text, NameCandidate candidate, Introduction before) =>
        SparseText.Of((text, candidate, before), static (x, bag) => Collect(x.text, x.candidate, x.before, bag));

    private static void Collect(NormalText normal, NameCandidate name, Introduction before, FeatureBag bag)
    {
        var text = normal.Text;
        var end = name.Start + name.Length;
        Span<char> left = stackalloc char[Around];
        Span<char> right = stackalloc char[Around];
        for (var i = 0; i < Around; i++)
        {
            left[i] = KindOf(text, name.Start - 1 - i);
            right[i] = KindOf(text, end + i);
        }

        var (usual, given) = (0, name.Length - name.Surname);
        for (var i = name.Surname; i < name.Length; i++)
        {
            var c = text[name.Start + i];
            usual += normal.Words.Personal.GivenNames.Contains(c) ? 1 : 0;
            Add(bag, Of.Given, c);
            Add(bag, Of.GivenAt, c, (uint)(i - name.Surname));
        }

        var (shape, unusual) = ((uint)(name.Surname * 16 + given * 4 + usual), (uint)(given - usual));
        Add(bag, Of.Shape, shape);
        Add(bag, Of.Surname, text[name.Start], name.Surname == 2 ? text[name.Start + 1] : 0u);
        Add(bag, Of.Left, left[0]);
        Add(bag, Of.LeftPair, left[0], left[1]);
        Add(bag, Of.LeftThree, left[0], left[1], left[2]);
        Add(bag, Of.Right, right[0]);
        Add(bag, Of.RightPair, right[0], right[1]);
        Add(bag, Of.RightThree, right[0], right[1], right[2]);
        Add(bag, Of.LeftBorder, left[0], text[name.Start]);
        Add(bag, Of.RightBorder, text[end - 1], right[0]);
        Add(bag, Of.FirstPair, text[name.Start], text[name.Start + 1]);
        if (name.Length > 2)
        {
            Add(bag, Of.SecondPair, text[name.Start + 1], text[name.Start + 2]);
        }

        Add(bag, Of.Whole, text[name.Start], text[name.Start + 1], name.Length > 2 ? text[name.Start + 2] : 0u);
        Add(bag, Of.Before, (uint)before);
        Add(bag, Of.BeforeShape, (uint)before, shape);
        Add(bag, Of.RightShape, right[0], (uint)name.Length);
        Add(bag, Of.RightUsual, right[0], unusual);
        Add(bag, Of.LeftUsual, left[0], left[1], unusual);
        Add(bag, Of.BothSides, left[0], right[0]);
    }

    // Of what is no Chinese character only the kind counts.
    private static char KindOf(string text, int at)
    {
        var c = at < 0 || at >= text.Length ? Outside : text[at];
        return CharTable.IsHan(c) || c == Outside ? c : char.IsAsciiDigit(c) ? '0' : char.IsLetter(c) ? 'a' : ',';
    }

    private static void Add(FeatureBag bag, Of of, uint one, uint two = 0, uint three = 0)
    {
        var key = (uint)of * 0x9E3779B1;
        key = (key ^ one) * 0x85EBCA6B;
        key = ((key ^ (key >> 13)) + two) * 0xC2B2AE35;
        key = ((key ^ (key >> 16)) + three) * 0x27D4EB2F;
        bag.Add((key ^ (key >> 15)) | 1u << 31, 1); // 0 is no feature.
    }
}

/// <summary>Whether a word of the pack introduces a name here, and how surely.</summary>
internal enum Introduction
{
    None,
    Weak,
    Strong,
}
