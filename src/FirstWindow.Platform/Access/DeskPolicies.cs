using FirstWindow.Platform.Policies;

namespace FirstWindow.Platform.Access;

/// <summary>When a desk that somebody left covers itself.</summary>
public static class DeskPolicies
{
    /// <summary>Seconds without a key or a movement after which the desk is locked.</summary>
    public static readonly Policy LockAfter = new("session.lock-after", 300, "秒", 30, 1_800,
        "GB/T 22239-2019 第三级；FirstWindow 默认值", "坐席台和工作页面无操作多久后自动锁屏",
        "Time without activity after which staff pages are covered");
}
