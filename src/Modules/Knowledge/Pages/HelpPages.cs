using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Knowledge.Pages;

/// <summary>What the bank makes public: approved articles, how to complain, how to stay safe. Nobody signs in; what is
/// not approved does not exist here.</summary>
internal static class HelpPages
{
    private const string Why = "the customer's right to know: approved articles and contacts only, nothing about anybody";

    public static void MapHelpPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/help", IResult () => new RazorComponentResult<HelpPage>()).OpenTo(Why);
        app.MapGet("/help/guides", IResult () => new RazorComponentResult<HelpGuidesPage>()).OpenTo(Why);
        app.MapGet("/help/complain", IResult () => new RazorComponentResult<HelpComplainPage>()).OpenTo(Why);
        app.MapGet("/help/security", IResult () => new RazorComponentResult<HelpSecurityPage>()).OpenTo(Why);
        app.MapGet("/help/stop-card", IResult () => new RazorComponentResult<StopCardPage>()).OpenTo(Why);
        app.MapGet("/help/{slug}", Show).OpenTo(Why);
    }

    private static IResult Show(string slug, string? print, string? city, IKnowledge knowledge)
    {
        var locale = System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (knowledge.Find(slug, locale) is not { } article)
        {
            return new Refusal(ArticleErrors.NotFound);
        }

        var cities = knowledge.CitiesOf(article);
        article = cities.FirstOrDefault(c => c.City == city) ?? article;
        return print == "large"
            ? new RazorComponentResult<HelpGuidePage>(new { Article = article })
            : new RazorComponentResult<HelpArticlePage>(new { Article = article, Cities = cities });
    }
}
