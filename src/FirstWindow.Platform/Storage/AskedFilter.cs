using System.Linq.Expressions;

namespace FirstWindow.Platform.Storage;

/// <summary>Questions with optional parts.</summary>
public static class AskedFilter
{
    /// <summary>Adds a condition only when it was asked for: "not asked, or equal" inside the statement would keep the
    /// database from using its index.</summary>
    public static IQueryable<T> WhereAsked<T>(
        this IQueryable<T> rows, bool isAsked, Expression<Func<T, bool>> fits) => isAsked ? rows.Where(fits) : rows;
}
