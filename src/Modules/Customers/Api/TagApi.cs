using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Customers.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Customers.Api;

/// <summary>Body of a tag's rule as it is to be.</summary>
/// <param name="BasedOn">The newest version its author saw; 0 for a new one.</param>
public sealed record TagRuleBody(
    [property: Required, StringLength(40)] string NameZh, [property: Required, StringLength(40)] string NameEn,
    [property: Required] IReadOnlyList<string> Topics, [property: Required] IReadOnlyList<string> SeenBy,
    int BasedOn, int TimesMin = 3, int WithinDays = 30, int LastsDays = 90,
    [property: StringLength(20)] string? Consent = null, bool IsSensitive = false, bool IsActive = true);

/// <summary>Body of a preview: a rule that is not proposed yet.</summary>
public sealed record TagPreviewBody(
    [property: Required, StringLength(40)] string Code, [property: Required] TagRuleBody Rule);

/// <summary>Body of an offer as it is to be.</summary>
public sealed record OfferBody(
    [property: Required, StringLength(40)] string NameZh, [property: Required, StringLength(40)] string NameEn,
    [property: Required, StringLength(40)] string Tag, [property: Required, StringLength(500)] string TextZh,
    [property: Required, StringLength(500)] string TextEn, int BasedOn, bool IsWealth = false, int Risk = 1,
    bool IsActive = true);

/// <summary>Body of a decision about a proposal.</summary>
public sealed record TagDecisionBody([property: Required] bool? Approve);

/// <summary>Body of what became of an offer: <c>told</c> or <c>refused</c>.</summary>
public sealed record OfferOutcomeBody([property: Required, RegularExpression("^(told|refused)$")] string Outcome);

/// <summary>Tags and offers by page and API, each with its permission.</summary>
internal static class TagApi
{
    public static readonly PageLink Tags = new(PageGroup.Service, 45, "/tags", "nav.tags", TagPermissions.Read);

    public static void MapTags(this IEndpointRouteBuilder app)
    {
        var tags = app.MapGroup("/api/v1/tags").WithTags("Tags");
        tags.MapGet("", async (TagLibrary library, CancellationToken ct) => Results.Json(
            (await library.FreshAsync(ct)).Rules.Values.Select(r => new { r.Rule, r.Version }), JsonSettings.Options))
            .RequirePermission(TagPermissions.Read);
        tags.MapPut("/{code}", ProposeRuleAsync).RequirePermission(TagPermissions.Change);
        tags.MapPost("/previews", PreviewAsync).RequirePermission(TagPermissions.Change);
        tags.MapPut("/proposals/{id:guid}/decision", DecideAsync).RequirePermission(TagPermissions.Decide);
        var offers = app.MapGroup("/api/v1/offers").WithTags("Tags");
        offers.MapGet("", async (TagLibrary library, CancellationToken ct) => Results.Json(
            (await library.FreshAsync(ct)).Offers.Values, JsonSettings.Options)).RequirePermission(TagPermissions.Read);
        offers.MapPut("/{code}", ProposeOfferAsync).RequirePermission(TagPermissions.Change);
        app.MapPut("/api/v1/customers/{id:guid}/offers/{code}/outcome", SettleAsync).WithTags("Customers")
            .RequirePermission(CardPermissions.Open);

        app.MapGet("/tags", IResult (string? code, string? offer, string? done) =>
            new RazorComponentResult<TagsPage>(new { Chosen = code, ChosenOffer = offer, Done = done }))
            .RequirePermission(TagPermissions.Read);
        app.MapPost("/tags", ProposeRuleByFormAsync).RequirePermission(TagPermissions.Change);
        app.MapPost("/tags/previews", PreviewByFormAsync).RequirePermission(TagPermissions.Change);
        app.MapPost("/tags/offers", ProposeOfferByFormAsync).RequirePermission(TagPermissions.Change);
        app.MapPost("/tags/proposals/{id:guid}/decision", DecideByFormAsync).RequirePermission(TagPermissions.Decide);
    }

    private static async Task<IResult> ProposeRuleAsync(
        string code, TagRuleBody body, Actor actor, TagChanges changes, CancellationToken ct) =>
        IdOf(await changes.ProposeAsync(RuleOf(code, body), body.BasedOn, actor, ct));

    private static async Task<IResult> ProposeOfferAsync(
        string code, OfferBody body, Actor actor, TagChanges changes, CancellationToken ct) =>
        IdOf(await changes.ProposeAsync(OfferOf(code, body), body.BasedOn, actor, ct));

    private static async Task<IResult> PreviewAsync(
        TagPreviewBody body, Actor actor, TagPreview preview, CancellationToken ct) =>
        (await preview.ReadAsync(RuleOf(body.Code, body.Rule), actor, ct)).ToOk();

    private static async Task<IResult> DecideAsync(
        Guid id, TagDecisionBody body, Actor actor, TagChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve is true, actor, ct)).ToNoContent();

    private static async Task<IResult> SettleAsync(
        Guid id, string code, Guid? contact, OfferOutcomeBody body, Actor actor, OfferDesk desk,
        CancellationToken ct) =>
        (await desk.SettleAsync(
            new(id), contact is { } at ? new ConversationId(at) : null, code, body.Outcome, actor, ct)).ToNoContent();

    private static async Task<IResult> ProposeRuleByFormAsync(
        IFormCollection form, Actor actor, TagChanges changes, HttpContext context, CancellationToken ct)
    {
        var (rule, basedOn) = RuleOf(form);
        var result = await changes.ProposeAsync(rule, basedOn, actor, ct);
        return result.Error is not { } error ? Results.LocalRedirect("/tags?done=proposed")
            : await Refusal.OnPageAsync<TagsPage>(
                context, error, new { Chosen = rule.Code, Filled = rule, error.Code, error.Clause });
    }

    private static async Task<IResult> PreviewByFormAsync(
        IFormCollection form, Actor actor, TagPreview preview, HttpContext context, CancellationToken ct)
    {
        var (rule, _) = RuleOf(form);
        var result = await preview.ReadAsync(rule, actor, ct);
        return result.Error is not { } error
            ? new RazorComponentResult<TagsPage>(new { Chosen = rule.Code, Filled = rule, Preview = result.Value })
            : await Refusal.OnPageAsync<TagsPage>(
                context, error, new { Chosen = rule.Code, Filled = rule, error.Code, error.Clause });
    }

    private static async Task<IResult> ProposeOfferByFormAsync(
        IFormCollection form, Actor actor, TagChanges changes, HttpContext context, CancellationToken ct)
    {
        var offer = OfferOf(TextOf(form, "code"), new(TextOf(form, "nameZh"), TextOf(form, "nameEn"), TextOf(form, "tag"),
            TextOf(form, "textZh"), TextOf(form, "textEn"), 0, form.ContainsKey("isWealth"), NumberOf(form, "risk"),
            form.ContainsKey("isActive")));
        var result = await changes.ProposeAsync(offer, NumberOf(form, "basedOn"), actor, ct);
        return result.Error is not { } error ? Results.LocalRedirect("/tags?done=proposed")
            : await Refusal.OnPageAsync<TagsPage>(
                context, error, new { ChosenOffer = offer.Code, FilledOffer = offer, error.Code, error.Clause });
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, TagChanges changes, HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect(approve ? "/tags?done=approved" : "/tags?done=rejected")
            : await Refusal.OnPageAsync<TagsPage>(context, error, new { error.Code, error.Clause });
    }

    private static IResult IdOf(Result<Guid> result) => result.Error is { } error ? error.ToProblem()
        : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);

    private static (TagRule Rule, int BasedOn) RuleOf(IFormCollection form)
    {
        var topics = form["topics"].OfType<string>().Concat(TextOf(form, "articles")
            .Split([',', '，', '、', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        return (RuleOf(TextOf(form, "code"), new(TextOf(form, "nameZh"), TextOf(form, "nameEn"), [.. topics],
            [.. form["seenBy"].OfType<string>()], 0, NumberOf(form, "timesMin"), NumberOf(form, "withinDays"),
            NumberOf(form, "lastsDays"), TextOf(form, "consent"), form.ContainsKey("isSensitive"),
            form.ContainsKey("isActive"))), NumberOf(form, "basedOn"));
    }

    // An unknown post is left out, and a rule nobody may see is refused.
    private static TagRule RuleOf(string code, TagRuleBody body) => new()
    {
        Code = code,
        NameZh = body.NameZh.Trim(),
        NameEn = body.NameEn.Trim(),
        Topics = [.. body.Topics.Distinct()],
        TimesMin = body.TimesMin,
        WithinDays = body.WithinDays,
        LastsDays = body.LastsDays,
        Consent = body.Consent ?? string.Empty,
        IsSensitive = body.IsSensitive,
        SeenBy = [.. TagRules.Viewers.Where(r => body.SeenBy.Contains(r.ToCode()))],
        IsActive = body.IsActive,
    };

    private static Offer OfferOf(string code, OfferBody body) => new()
    {
        Code = code,
        NameZh = body.NameZh.Trim(),
        NameEn = body.NameEn.Trim(),
        Tag = body.Tag,
        TextZh = body.TextZh.Trim(),
        TextEn = body.TextEn.Trim(),
        IsWealth = body.IsWealth,
        Risk = body.Risk,
        IsActive = body.IsActive,
    };

    private static string TextOf(IFormCollection form, string field) => form[field].ToString().Trim();

    private static int NumberOf(IFormCollection form, string field) =>
        int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
