namespace FirstWindow.Tests;

/// <summary>The shipped seed without its staff and customers, whose passwords would be hashed for every app.</summary>
internal static class TestSeed
{
    public static string Folder { get; } = Make();

    private static string Make()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "seed");
        var folder = Directory.CreateTempSubdirectory("fw-seed-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "articles"), Path.Combine(shipped, "articles"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "calendar"), Path.Combine(shipped, "calendar"));
        File.WriteAllText(Path.Combine(folder, "staff.yaml"), "[]");
        File.Copy(Path.Combine(shipped, "scripts.yaml"), Path.Combine(folder, "scripts.yaml"));
        File.Copy(Path.Combine(shipped, "macros.yaml"), Path.Combine(folder, "macros.yaml"));
        File.Copy(Path.Combine(shipped, "bank.json"), Path.Combine(folder, "bank.json"));
        File.Copy(Path.Combine(shipped, "tags.json"), Path.Combine(folder, "tags.json"));
        File.Copy(Path.Combine(shipped, "customers.yaml"), Path.Combine(folder, "customers.yaml"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
