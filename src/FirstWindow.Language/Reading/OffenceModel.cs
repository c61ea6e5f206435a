using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>Offence to persons and groups, by a linear model trained on COLD (see docs/language.md).</summary>
internal static class OffenceModel
{
    private static readonly Lazy<BinaryModel> Model = new(() => BinaryModel.Load(PackFile.Open("offence.bin")));

    /// <summary>The chance, 0 to 1, that a text offends.</summary>
    public static double Read(NormalText text) => Math.Round(Model.Value.Score(TextFeatures.Of(text)), 4);
}
