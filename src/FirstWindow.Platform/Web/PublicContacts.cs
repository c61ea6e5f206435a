using FirstWindow.Platform.Bank;

namespace FirstWindow.Platform.Web;

/// <summary>How the bank is reached: the bank's settings, as the public pages show them.</summary>
public sealed class PublicContacts(BankBook bank, Assets assets)
{
    /// <summary>Where browsers find the bank's logo, or the house's own mark.</summary>
    public string LogoUrl => BankLogo.Url(bank.Current, assets);

    /// <summary>The regulator's line for financial consumers, the same for every bank (12378).</summary>
    public string RegulatorLine => "12378";

    /// <summary>The customer service line, as it is dialled; empty until it is set.</summary>
    public string Hotline => bank.Current.Hotline;

    /// <summary>The line for complaints.</summary>
    public string ComplaintLine => bank.Current.ComplaintLine;

    /// <summary>Where a written complaint is sent.</summary>
    public string Address => bank.Current.ComplaintAddress;

    /// <summary>Whether the numbers are made up, so that the pages can say so.</summary>
    public bool AreForShow => bank.Current.AreForShow;

    /// <summary>The bank's name in the reader's language.</summary>
    public string Name(bool inEnglish) => bank.Current.Name(inEnglish);
}
