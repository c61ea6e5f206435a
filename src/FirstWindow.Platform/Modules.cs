using System.Reflection;

namespace FirstWindow.Platform;

/// <summary>The assemblies of the program: what they declare as static fields (acts, policies, permissions) makes the
/// catalogues.</summary>
public sealed class Modules
{
    private readonly Lazy<ILookup<Type, FieldInfo>> fields;

    /// <summary>The program of these modules' assemblies.</summary>
    public Modules(params IReadOnlyList<Assembly> assemblies)
    {
        Assemblies = [typeof(Modules).Assembly, .. assemblies];
        fields = new(() => Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => !f.Name.StartsWith('<'))
            .ToLookup(f => f.FieldType));
    }

    /// <summary>The assemblies, the platform's own first.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; }

    /// <summary>Every static field of a type, wherever it is declared.</summary>
    public IEnumerable<T> Fields<T>() => fields.Value[typeof(T)].Select(f => (T)f.GetValue(null)!);
}
