using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web.Components;

/// <summary>What every page that is rendered on the server knows: the request and who asks.</summary>
public abstract class ServedPage : ComponentBase
{
    private bool hasBegun;

    [Inject]
    private ReadingTurn Turn { get; set; } = null!;

    /// <summary>The request being answered.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    /// <summary>Who asks; none on pages open to everybody.</summary>
    protected Actor? Visitor => Http.Features.Get<Actor>();

    /// <summary>Who asks, on pages the gate guards.</summary>
    protected Actor Actor =>
        Visitor ?? throw new InvalidOperationException("The page is not guarded, so nobody is known.");

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Stop => Http.RequestAborted;

    /// <summary>Language of the answer, as HTML wants it.</summary>
    protected static string Language => IsEnglish ? "en" : "zh-CN";

    /// <summary>Whether the reader chose English.</summary>
    protected static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>The path of this request with its query, for switches that come back.</summary>
    protected string Back => Uri.EscapeDataString(
        HttpMethods.IsGet(Http.Request.Method) ? Http.Request.Path + Http.Request.QueryString : Http.Request.Path);

    /// <summary>Reads what the part shows, when it is this part's turn, and shows it once: never half read.</summary>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this); // They are gone after the first wait.
        await Turn.Taken.WaitAsync();
        try
        {
            if (!hasBegun)
            {
                hasBegun = true;
                OnInitialized();
                await OnInitializedAsync();
            }

            OnParametersSet();
            await OnParametersSetAsync();
        }
        finally
        {
            Turn.Taken.Release();
        }

        StateHasChanged();
    }

    /// <summary>An instant in the bank's time zone.</summary>
    protected static string Time(DateTimeOffset at, string format = "yyyy-MM-dd HH:mm:ss") =>
        at.ToOffset(BankCalendar.Zone).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A length of time as minutes and seconds, or hours and minutes.</summary>
    public static string Length(TimeSpan time)
    {
        var whole = time.Duration();
        var hours = (int)whole.TotalHours;
        var text = hours == 0 ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}")
            : IsEnglish ? string.Create(CultureInfo.InvariantCulture, $"{hours} h {whole.Minutes:00} min")
            : string.Create(CultureInfo.InvariantCulture, $"{hours}小时{whole.Minutes:00}分");
        return time < TimeSpan.Zero ? "−" + text : text;
    }
}

/// <summary>The parts of a page share one connection to the database, so they read one after another.</summary>
public sealed class ReadingTurn
{
    internal SemaphoreSlim Taken { get; } = new(1, 1);
}
