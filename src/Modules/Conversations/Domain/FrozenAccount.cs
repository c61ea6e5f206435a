using System.Text.RegularExpressions;

namespace FirstWindow.Conversations.Domain;

/// <summary>A customer whose account is frozen hears why, and how it is freed; the record of the contact says
/// both.</summary>
internal static partial class FrozenAccount
{
    /// <summary>Whether the customer spoke of a frozen account and a record does not say cause and way out.</summary>
    public static bool IsLeftOpen(IEnumerable<string> said, string record) =>
        said.Any(text => Frozen().IsMatch(text)) && !(Cause().IsMatch(record) && WayOut().IsMatch(record));

    [GeneratedRegex("(账户|账号|卡|钱|存款|工资)[^。！？!?]{0,8}冻结|冻结[^。！？!?]{0,6}(账户|账号|卡|钱)"
        + @"|(account|card|money)[^.!?]{0,20}frozen|froze (my|the) (account|card)", RegexOptions.IgnoreCase)]
    private static partial Regex Frozen();

    [GeneratedRegex("原因|因为|由于|系因|所致|because|due to|reason", RegexOptions.IgnoreCase)]
    private static partial Regex Cause();

    [GeneratedRegex("解冻|解除|恢复|解封|unfreez|releas|lift|restor", RegexOptions.IgnoreCase)]
    private static partial Regex WayOut();
}
