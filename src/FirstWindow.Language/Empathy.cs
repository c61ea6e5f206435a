using System.Text.RegularExpressions;

namespace FirstWindow.Language;

/// <summary>What an answer to a customer in distress holds.</summary>
/// <param name="IsFelt">It says sorry, or that the feeling is understood.</param>
/// <param name="IsPreview">It says what is done next.</param>
public sealed partial record Empathy(bool IsFelt, bool IsPreview)
{
    /// <summary>Reads an answer.</summary>
    public static Empathy Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(Felt().IsMatch(text), Preview().IsMatch(text));
    }

    [GeneratedRegex(
        "抱歉|对不起|不好意思|理解|体谅|体会|着急|放心|别担心|不好受|不容易|听到了|节哀|歉意|道歉|sorry|apolog|understand|worr(y|ied)|upset", RegexOptions.IgnoreCase)]
    private static partial Regex Felt();

    [GeneratedRegex(
        "(马上|立即|立刻|现在|正在|接下来|首先|先|我来|我会|我们会|帮您|为您|替您|给您)[^，。！？,.!?]{0,12}(查|核|办|处理|登记|联系|转|解|看|跟进|申请|挂失|止付|确认|答复|说明|反馈|退|补)"
        + "|(I will|I'll|let me|we will|we'll|I am|I'm)[^.!?]{0,20}(check|look|find|register|contact|transfer|handle|follow|block|sort|help|ask)", RegexOptions.IgnoreCase)]
    private static partial Regex Preview();
}
