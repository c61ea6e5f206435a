using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Conversations.Domain;

internal static class QualityPermissions
{
    /// <summary>See which answers failed, with personal data hidden.</summary>
    public static readonly Permission SeeAnswers = new(
        "answers.read", Role.KnowledgeAuthor, Role.KnowledgeApprover, Role.Supervisor, Role.Quality, Role.Compliance);

    /// <summary>Compare groups of customers; numbers only.</summary>
    public static readonly Permission SeeFairness = new(
        "fairness.read", Role.Supervisor, Role.Compliance, Role.Quality, Role.Auditor);
}

internal static class FairnessPolicies
{
    private const string Source = "FirstWindow 默认值（《银行业保险业消费者权益保护管理办法》要求公平对待客户）";

    public static readonly Policy WaitPercent = new(
        "fairness.wait-percent", 20, "%", 5, 200, Source, "某一客群的等候时间比其他客户长多少即告警",
        "How much longer a group waits than others before it is alarmed");
    public static readonly Policy WaitSeconds = new(
        "fairness.wait-seconds", 10, "秒", 0, 600, Source, "等候时间相差不超过几秒时不告警",
        "A difference in waiting up to this is not alarmed");
    public static readonly Policy OutcomePoints = new(
        "fairness.outcome-points", 10, "个百分点", 1, 50, Source, "某一客群的解决率比其他客户低多少即告警",
        "How much less often a group's matters are resolved than others' before it is alarmed");
    public static readonly Policy ContactsLeast = new(
        "fairness.contacts-least", 20, "个", 2, 1_000, Source, "少于几个会话时不作比较",
        "Below so many contacts nothing is compared");
}
