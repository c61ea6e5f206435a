using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform.Web;
using FirstWindow.Platform.Web.Components;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the floor's figures, the search of contacts and the reports.</summary>
internal static class SupervisionText
{
    public static readonly TextSource T = new(typeof(SupervisionText));

    /// <summary>Name of a figure.</summary>
    public static string NameOf(string figure) => T["figure." + figure];

    /// <summary>How it is counted, in words.</summary>
    public static string FormulaOf(string figure) => T["formula." + figure];

    /// <summary>Its unit, for a heading above plain numbers.</summary>
    public static string UnitOf(Figure figure) => T.Find("unit." + figure.Format) ?? string.Empty;

    /// <summary>Name of a team.</summary>
    public static string TeamOf(string team) => team.Length == 0 ? T["no-team"] : team;

    /// <summary>A value with its unit; a dash when there is none.</summary>
    public static string ValueOf(Figure figure, Counts counts) => figure.Value(counts) is not { } value ? "–"
        : figure.Format switch
        {
            "percent" => Percent(value),
            "seconds" => ServedPage.Length(TimeSpan.FromSeconds(value)),
            "stars" => T["stars", value.ToString("0.0", CultureInfo.InvariantCulture), counts.Rated],
            _ => value.ToString("0", CultureInfo.InvariantCulture),
        };

    /// <summary>Percent with one digit.</summary>
    public static string Percent(double value) => value.ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
