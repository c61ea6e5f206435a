using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Integration.Domain;

internal static class MailingPermissions
{
    /// <summary>See where letters go out, and what became of each.</summary>
    public static readonly Permission Read = new(
        "mailing.read", Role.Administrator, Role.Compliance, Role.Auditor);

    /// <summary>Change it, try it, and send dead letters again.</summary>
    public static readonly Permission Keep = new("mailing.keep", Role.Administrator);

    /// <summary>Decide about another's change.</summary>
    public static readonly Permission Decide = new("mailing.decide", Role.Compliance, Role.Administrator);
}

internal static class MailingPolicies
{
    private const string Design = "首窗产品设计，由银行信息科技部门确认";

    public static readonly Policy AttemptsMost = new(
        "mailing.attempts", 8, "次", 1, 20, Design, "一封邮件或短信最多尝试发送几次，之后转入死信",
        "Most attempts at sending a mail or text message before it is set aside");
    public static readonly Policy KeepDays = new(
        "mailing.keep-days", 30, "日", 1, 3_650, Design, "已发送的邮件和短信记录（不含内容）保留多少日",
        "Days for which records of what was sent are kept, without its words");
}
