using System.Text.RegularExpressions;

namespace FirstWindow.Language.Etiquette;

/// <summary>Short messages, one step at a time, for elderly customers (clause B2.1.2b).</summary>
internal static partial class MessageLength
{
    // House value: two lines of large type on a telephone.
    private const int ElderCharsMax = 80;

    public static IEnumerable<Finding> Check(string text, ReplyContext context)
    {
        if (!context.IsCustomerElderly)
        {
            yield break;
        }

        if (text.Length > ElderCharsMax)
        {
            yield return new("B2.1.2b", "too-long-for-elderly", "warn", 0, text.Length, "请把内容拆成几条短消息,每条一个步骤");
        }

        var steps = Steps().Matches(text);
        if (steps.Count > 1)
        {
            yield return new("B2.1.2b", "several-steps-at-once", "warn", steps[1].Index, steps[1].Length, "请一次只发一个步骤");
        }
    }

    [GeneratedRegex("第[一二三四五六七八九]步|首先|其次|然后|接着|最后|[1-9][.、]", RegexOptions.NonBacktracking)]
    private static partial Regex Steps();
}
