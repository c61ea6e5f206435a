using System.Text.RegularExpressions;

namespace FirstWindow.Language.Etiquette;

/// <summary>Short messages, one step at a time, for elderly customers (clause B2.1.2b).</summary>
internal static class MessageLength
{
    /// <param name="text">The reply.</param>
    /// <param name="context">To whom it goes.</param>
    /// <param name="charsMost">The most characters it may have.</param>
    /// <param name="step">What begins a step.</param>
    public static IEnumerable<Finding> Check(string text, ReplyContext context, double charsMost, Regex step)
    {
        if (!context.IsCustomerElderly)
        {
            yield break;
        }

        if (text.Length > charsMost)
        {
            yield return new("B2.1.2b", "too-long-for-elderly", "warn", 0, text.Length, "请把内容拆成几条短消息,每条一个步骤");
        }

        var steps = step.Matches(text);
        if (steps.Count > 1)
        {
            yield return new("B2.1.2b", "several-steps-at-once", "warn", steps[1].Index, steps[1].Length, "请一次只发一个步骤");
        }
    }
}
