using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>
/// Checks every request body against its annotations before the handler sees it. Our own filter, because the
/// framework's generator sees only the routes of its own project, and ours are in the modules.
/// </summary>
public static class BodyValidation
{
    /// <summary>Checks what the routes below it are sent. A route that takes no body or form gets no filter, which
    /// would cost each of its requests the boxing of its arguments.</summary>
    public static TBuilder CheckBodies<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(route =>
        {
            var takes = route.Metadata.OfType<MethodInfo>().SelectMany(m => m.GetParameters())
                .Select(p => p.ParameterType);
            if (takes.Any(t => IsBody(t) || IsForm(t)))
            {
                route.FilterFactories.Add(static (_, next) => context => CheckAsync(context, next));
                route.FilterFactories.Add(NeedForm);
            }
        });
        return routes;
    }

    private static async ValueTask<object?> CheckAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is not null && IsBody(argument.GetType()) && FindFault(argument) is { } fault)
            {
                return new Refusal(new(ErrorKind.Invalid, "request.invalid", fault));
            }
        }

        return await next(context);
    }

    // A form of which no field came: the framework hands the handler nothing at all then.
    private static EndpointFilterDelegate NeedForm(EndpointFilterFactoryContext made, EndpointFilterDelegate next)
    {
        var form = Array.FindIndex(made.MethodInfo.GetParameters(), p => IsForm(p.ParameterType));
        return form < 0 ? next : async context => context.Arguments[form] is null
            ? new Refusal(new(ErrorKind.Invalid, "request.invalid", "The form is empty."))
            : await next(context);
    }

    private static bool IsForm(Type type) => type.Name.EndsWith("Form", StringComparison.Ordinal);

    private static bool IsBody(Type type) => type.Name.EndsWith("Body", StringComparison.Ordinal);

    private static string? FindFault(object body)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(body, new ValidationContext(body), faults, validateAllProperties: true))
        {
            return faults[0].ErrorMessage ?? "The body is not valid.";
        }

        return body.GetType().GetProperties().Where(p => IsBody(p.PropertyType)).Select(p => p.GetValue(body))
            .OfType<object>()
            .Select(FindFault).FirstOrDefault(f => f is not null)
            ?? body.GetType().GetProperties().Where(p => p.PropertyType != typeof(string)).Select(p => p.GetValue(body))
                .OfType<IEnumerable>()
                .SelectMany(list => list.OfType<string>())
                .Select(s => s.Length > 2_000 ? "A line has at most 2000 characters." : null)
                .FirstOrDefault(f => f is not null);
    }
}
