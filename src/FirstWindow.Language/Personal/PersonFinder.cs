using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Personal;

/// <summary>Finds names of persons by surname and by the words around them.</summary>
internal static class PersonFinder
{
    private const int DottedCharsMax = 6;

    public static void Collect(NormalText text, List<Entity> found)
    {
        var words = text.Words.Personal;
        var introduced = IntroducedIn(text);
        var ruled = new HashSet<(int Start, int Length)>();
        foreach (var (at, how) in introduced)
        {
            TryAfter(text, at, how is Introduction.Weak, ruled);
        }

        CollectBefore(text.Text, words, words.Pack.AfterName, isIntroduced: true, ruled);
        CollectBefore(text.Text, words, words.Pack.FollowsName, isIntroduced: false, ruled);
        CollectAlone(text.Text, words, ruled);
        var likely = new List<(int Start, int Length, double Chance)>();
        foreach (var candidate in NameModel.In(text))
        {
            var chance = words.Names.Chance(text, candidate, introduced.GetValueOrDefault(candidate.Start));
            var isRuled = ruled.Contains((candidate.Start, candidate.Length));
            if (chance >= (isRuled ? words.Pack.RuledNameChance : words.Pack.NameChance))
            {
                likely.Add((candidate.Start, candidate.Length, chance));
            }
        }

        // The model reads no names of four characters but with a double surname, nor those written with dots.
        ruled.RemoveWhere(n => words.IsDoubleSurname(text.Text.AsSpan(n.Start, 2)));
        CollectWithDots(text.Text, words, ruled);
        CollectOfParts(text, ruled);
        likely.AddRange(ruled.Where(n => n.Length > 3).Select(n => (n.Start, n.Length, 1.0)));
        var taken = new TakenPlaces(text.Original, found);
        EnglishNames.Collect(text, introduced, taken, found);
        foreach (var (start, length, _) in likely.OrderByDescending(n => n.Chance).ThenBy(n => n.Start))
        {
            var (from, size) = text.OriginalSpan(start, length);
            if (taken.TryTake(from, size))
            {
                found.Add(new(EntityTypes.Person, from, size, "C2"));
            }
        }
    }

    /// <summary>Where words of the pack let expect a name, and how surely.</summary>
    public static Dictionary<int, Introduction> IntroducedIn(NormalText text)
    {
        var introduced = new Dictionary<int, Introduction>();
        text.Words.Personal.BeforeName.Visit(text.Text, (text, introduced), static (state, word, start, length) =>
        {
            var at = NameStart(state.text.Text, start + length);
            var how = HowSurely(state.text.Words.Personal, word);
            state.introduced[at] = how > state.introduced.GetValueOrDefault(at) ? how : state.introduced[at];
        });
        return introduced;
    }

    private static Introduction HowSurely(PersonalWords words, int word) =>
        words.WeakBeforeName.Contains(words.Pack.BeforeName[word]) ? Introduction.Weak : Introduction.Strong;

    private static int NameStart(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or ':' or '是' or '为' or '写' or '叫' or '系' or '了' or '"' or '“')
        {
            at++;
        }

        return at;
    }

    private static void TryAfter(NormalText normal, int at, bool weak, HashSet<(int Start, int Length)> names)
    {
        var length = NameAt(normal, at, weak);
        if (length > 0)
        {
            names.Add((at, length));
        }
    }

    // Nothing introduces a name in "张小明的卡": then it must be whole, of three usual characters, after a pause.
    private static void CollectBefore(
        string text, PersonalWords words, List<string> beside, bool isIntroduced,
        HashSet<(int Start, int Length)> names)
    {
        foreach (var word in beside)
        {
            var at = -1;
            while ((at = text.IndexOf(word, at + 1, StringComparison.Ordinal)) >= 0)
            {
                for (var length = 4; length >= (isIntroduced ? 2 : 3); length--)
                {
                    if (at >= length && (isIntroduced || IsPause(text, at - length - 1))
                        && IsName(text.AsSpan(at - length, length), words, weak: !isIntroduced || length == 2))
                    {
                        names.Add((at - length, length));
                        break;
                    }
                }
            }
        }
    }

    private static bool IsOfName(char c, PersonalWords words) => CharTable.IsHan(c) && !words.NeverInNames.Contains(c);

    private static bool IsPause(string text, int at) => at < 0 || !char.IsLetterOrDigit(text[at]) || text[at] == '和';

    // Three characters between two pauses, all of a name: "王小虎、李梅花".
    private static void CollectAlone(string text, PersonalWords words, HashSet<(int Start, int Length)> names)
    {
        const int Length = 3;
        for (var at = 0; at + Length <= text.Length; at++)
        {
            if (IsPause(text, at - 1) && (at + Length == text.Length || IsPause(text, at + Length))
                && IsName(text.AsSpan(at, Length), words, weak: true))
            {
                names.Add((at, Length));
            }
        }
    }

    // Names of Uygurs, Kazakhs and others, written with a dot between their parts.
    private static void CollectWithDots(string text, PersonalWords words, HashSet<(int Start, int Length)> names)
    {
        for (var at = text.IndexOf('·'); at >= 0; at = text.IndexOf('·', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && at - start < DottedCharsMax && IsOfName(text[start - 1], words))
            {
                start--;
            }

            while (end < text.Length && end - at <= DottedCharsMax && IsOfName(text[end], words))
            {
                end++;
            }

            if (at - start >= 2 && end - at > 2)
            {
                names.Add((start, end - start));
            }
        }
    }

    // Tibetan, Uygur and Mongolian names have no surname but parts that are known: 次仁|多吉.
    private static void CollectOfParts(NormalText normal, HashSet<(int Start, int Length)> names)
    {
        var startOf = new Dictionary<int, int>(); // Of the part that ends there.
        normal.Words.Personal.NameParts.Visit(normal.Text, (startOf, names), static (state, _, start, length) =>
        {
            if (state.startOf.TryGetValue(start, out var before))
            {
                state.names.Add((before, start + length - before));
            }

            state.startOf[start + length] = start;
        });
    }

    private static int NameAt(NormalText normal, int at, bool weak)
    {
        var text = normal.Text;
        for (var length = Math.Min(4, text.Length - at); length >= 2; length--)
        {
            if (IsName(text.AsSpan(at, length), normal.Words.Personal, weak) && !IsCutShort(normal, at, length))
            {
                return length;
            }
        }

        return 0;
    }

    private static bool IsName(ReadOnlySpan<char> name, PersonalWords words, bool weak)
    {
        var isDouble = words.IsDoubleSurname(name[..2]);
        var surname = isDouble ? 2 : 1;
        // A married woman may bear her husband's name before her own: 王陈玉兰.
        var isMarried = name.Length == 4 && !isDouble && words.Surnames.Contains(name[1]);
        surname = isMarried ? 2 : surname;
        var given = name[surname..];
        if (given.Length is 0 or > 2 || (!isDouble && !words.Surnames.Contains(name[0]))
            || given.ContainsAny(words.NeverInNames) || words.BeginsWithNoName(name))
        {
            return false;
        }

        var usual = 0;
        foreach (var c in given)
        {
            if (!CharTable.IsHan(c))
            {
                return false;
            }

            usual += words.GivenNames.Contains(c) ? 1 : 0;
        }

        return usual == given.Length || (!weak && !isMarried && usual + 1 >= given.Length) || isDouble;
    }

    // "王芳转账": the third character belongs to the next word, so a name of two is right.
    private static bool IsCutShort(NormalText text, int at, int length) =>
        length == 3 && at + 3 < text.Text.Length && text.Words.Concepts.At(text.Text, at + 2) is { Length: >= 2 };
}
