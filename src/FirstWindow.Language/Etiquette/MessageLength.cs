using System.Text.RegularExpressions;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>Short messages, one step at a time, for elderly customers (clause B2.1.2b).</summary>
internal static class MessageLength
{
    /// <param name="text">The reply.</param>
    /// <param name="context">To whom it goes.</param>
    /// <param name="etiquette">How long it may be, and what is advised.</param>
    /// <param name="step">What begins a step.</param>
    public static IEnumerable<Finding> Check(string text, ReplyContext context, RulePack etiquette, Regex step)
    {
        if (!context.IsCustomerElderly)
        {
            yield break;
        }

        if (text.Length > etiquette.Weights["elder_chars_most"])
        {
            yield return Of("too-long-for-elderly", 0, text.Length);
        }

        var steps = step.Matches(text);
        if (steps.Count > 1)
        {
            yield return Of("several-steps-at-once", steps[1].Index, steps[1].Length);
        }

        Finding Of(string rule, int start, int length) =>
            new("B2.1.2b", rule, "warn", start, length, etiquette.AdviceOf(rule));
    }
}
