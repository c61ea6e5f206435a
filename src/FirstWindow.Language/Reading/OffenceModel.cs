using FirstWindow.Language.Classifying;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>Offence to persons and groups, by a linear model trained on COLD (see docs/language.md).</summary>
internal static class OffenceModel
{
    private const double OffensiveFrom = 0.5;
    private static readonly Lazy<BinaryModel> Model = new(() => BinaryModel.Load(PackFile.Open("offence.bin")));

    public static (bool Offensive, double Score) Read(string text)
    {
        var score = Math.Round(Model.Value.Score(text), 4);
        return (score >= OffensiveFrom, score);
    }
}
