using System.CommandLine;

namespace FirstWindow.Commands;

/// <summary><c>text TASK</c>: reads JSON Lines and answers each line, streaming.</summary>
internal static class TextCommand
{
    public static Command Make() => new("text", "Understands text: one JSON line in, one out.");
}
