namespace FirstWindow.Platform.Policies;

/// <summary>Deadlines of complaints: what customers are told on the public pages is what is kept.</summary>
public static class ComplaintPolicies
{
    private const string Law = "《银行业保险业消费投诉处理管理办法》（中国银行保险监督管理委员会令2020年第3号）";

    /// <summary>Clear facts, simple dispute: decision and answer.</summary>
    public static readonly Policy Simple = new("complaint.simple", 15, "日", 1, 15, Law, "事实清楚、争议简单的投诉，多少日内答复",
        "Days for the answer to a complaint whose facts are clear");

    /// <summary>Complex: in all.</summary>
    public static readonly Policy Complex = new("complaint.complex", 30, "日", 1, 30, Law, "情况复杂的投诉，一共多少日内答复",
        "Days for the answer to a complaint that is complex, in all");

    /// <summary>Specially complex: once more, after approval.</summary>
    public static readonly Policy Extension = new(
        "complaint.extension", 30, "日", 0, 30, Law, "情况特别复杂的投诉，经批准最多再延长多少日",
        "Days by which the answer to an especially complex complaint may be put off, once approved");

    /// <summary>Until when a re-check may be asked for.</summary>
    public static readonly Policy AskForReview = new(
        "complaint.ask-for-review", 30, "日", 30, 365, Law, "收到处理决定后多少日内可以申请核查",
        "Days after a decision during which its review may be asked for");

    /// <summary>Until when the superior office decides about it.</summary>
    public static readonly Policy Review = new("complaint.review", 30, "日", 1, 30, Law, "上级机构收到核查申请后多少日内作出核查决定",
        "Days within which the higher office decides on a review");
}
