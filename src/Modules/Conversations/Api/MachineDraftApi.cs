using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features.Drafting;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a wish for a machine's draft.</summary>
public sealed record MachineDraftBody(
    [property: Required, AllowedValues(DraftPurposes.Reply, DraftPurposes.Summary, DraftPurposes.HandOver)]
    string Purpose);

/// <summary>Drafts of the language model, for the contacts in one's own hands.</summary>
internal static class MachineDraftApi
{
    public static void MapMachineDrafts(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/desk/contacts/{id:guid}/machine-drafts", WriteAsync).WithTags("Desk")
            .RequirePermission(ConversationPermissions.Serve);

    private static async Task<IResult> WriteAsync(
        Guid id, MachineDraftBody body, Actor actor, MachineDrafts drafts, CancellationToken ct)
    {
        var result = await drafts.WriteAsync(new(id), body.Purpose, actor, ct);
        return result.Error == ModelErrors.Failed
            ? new Refusal(ModelErrors.Failed, StatusCodes.Status503ServiceUnavailable)
            : result.ToOk();
    }
}
