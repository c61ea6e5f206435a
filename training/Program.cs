using FirstWindow.Training;

// train fit|judge [NAME ...] --data DIR: fits the small models that ship with the packs, or tells how good they are on
// texts kept from them. DIR holds the public sets (docs/language.md says which and where from).
var root = Directory.GetCurrentDirectory();
var at = Array.IndexOf(args, "--data");
if (args.Length == 0 || args[0] is not ("fit" or "judge") || at < 0 || at + 1 >= args.Length)
{
    await Console.Error.WriteLineAsync("usage: train fit|judge [NAME ...] --data DIR");
    return 2;
}

var texts = new Texts(root, args[at + 1]);
var names = args[1..at];
if (args[0] == "judge")
{
    Judgement.Print(texts, root, names);
    return 0;
}

foreach (var model in SmallModel.All(texts).Where(m => names.Length == 0 || names.Contains(m.Name)))
{
    using var file = File.Create(Path.Combine(root, "src/FirstWindow.Language/packs", model.Name + ".bin"));
    model.Shipped().Save(file);
    Console.WriteLine($"{model.Name}: {model.Seen.Count + model.Kept.Count} examples");
}

return 0;
