namespace BankPage;

/// <summary>Starts the bank's own web site. Settings are in <see cref="BankSite"/>.</summary>
internal static class Program
{
    private static void Main(string[] args) => BankSite.Build(args).Run();
}
