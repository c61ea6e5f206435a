namespace FirstWindow.Language.Rules;

/// <summary>The numbers of a pack by their names; what an edited pack leaves out is as shipped.</summary>
internal sealed class Weights(IReadOnlyDictionary<string, double> own, IReadOnlyDictionary<string, double> shipped)
{
    public double this[string name] => own.TryGetValue(name, out var weight) ? weight : shipped[name];
}
