using FirstWindow.Platform.Policies;

namespace FirstWindow.Staff.Contracts;

/// <summary>What passkeys open at this bank.</summary>
public static class PasskeyPolicies
{
    /// <summary>Nothing, besides the one-time code, or besides password and code.</summary>
    public static readonly Policy StandsFor = new("passkey.stands-for", 1, "档", 0, 2,
        "GB/T 22239-2019 第三级;FirstWindow 默认值",
        "通行密钥可代替什么：0 不使用；1 代替动态码，仍需密码；2 代替密码和动态码（可同步到其他设备的仍需密码）",
        "What a passkey stands for: 0 nothing; 1 the one-time code, the password still needed; 2 both (one that may be copied to other devices still needs the password)");

    /// <summary>Whether passkeys open anything.</summary>
    public static bool TakesPasskeys(this PolicyBook policies) => policies[StandsFor] > 0;

    /// <summary>Whether a passkey that stays on its device is enough to sign in.</summary>
    public static bool TakesPasskeysAlone(this PolicyBook policies) => policies[StandsFor] > 1;
}
