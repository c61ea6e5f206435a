using System.ComponentModel.DataAnnotations;

namespace FirstWindow.Platform.Web;

/// <summary>How the bank is reached: the one place that feeds the public pages, the chat page and its texts (section
/// <c>Contacts</c> of the settings).</summary>
public sealed class PublicContacts
{
    /// <summary>The customer service line, as it is dialled.</summary>
    [Required, RegularExpression("^[0-9+() -]{3,30}$")]
    public string Hotline { get; set; } = "400-000-0000";

    /// <summary>The line for complaints; the service line when the bank has no other.</summary>
    [Required, RegularExpression("^[0-9+() -]{3,30}$")]
    public string ComplaintLine { get; set; } = "400-000-0000";

    /// <summary>The regulator's line for financial consumers.</summary>
    [Required, RegularExpression("^[0-9+() -]{3,30}$")]
    public string RegulatorLine { get; set; } = "12378";

    /// <summary>Where a written complaint is sent.</summary>
    [Required, StringLength(200)]
    public string Address { get; set; } = "首窗示范银行消费者权益保护部（示范地址）";

    /// <summary>Whether the numbers are made up, so that the pages can say so.</summary>
    public bool AreForShow { get; set; } = true;
}
