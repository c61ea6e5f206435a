using System.Reflection;

namespace FirstWindow.Platform;

/// <summary>The assemblies of the program: what they declare as static fields (acts, policies, permissions) makes the
/// catalogues.</summary>
public sealed class Modules(params IReadOnlyList<Assembly> assemblies)
{
    /// <summary>The assemblies, the platform's own first.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; } = [typeof(Modules).Assembly, .. assemblies];

    /// <summary>Every static field of a type, wherever it is declared.</summary>
    public IEnumerable<T> Fields<T>() => Assemblies
        .SelectMany(a => a.GetTypes())
        .Where(t => !t.ContainsGenericParameters)
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(f => f.FieldType == typeof(T) && !f.Name.StartsWith('<'))
        .Select(f => (T)f.GetValue(null)!);
}
