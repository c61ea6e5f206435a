namespace FirstWindow; internal static class Program { private static void Main() { } }
