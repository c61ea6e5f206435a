using FirstWindow.Bench;

// bench [messages|contacts|idle|page] [--postgres CONNECTION]: without a name, all of them.
var at = Array.IndexOf(args, "--postgres");
var postgres = at < 0 ? null : args[at + 1];
var names = args.Where((_, i) => at < 0 || (i != at && i != at + 1)).ToList();
var known = new Dictionary<string, Action>
{
    ["messages"] = () => MessagesBench.Run(postgres),
    ["contacts"] = () => ContactsBench.Run(postgres),
    ["idle"] = () => IdleBench.Run(postgres),
    ["page"] = PageBench.Run,
};
if (names.FirstOrDefault(n => !known.ContainsKey(n)) is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"bench: there is no benchmark {unknown}; there are {string.Join(", ", known.Keys)}.");
    return 2;
}

foreach (var name in names.Count == 0 ? [.. known.Keys] : names)
{
    known[name]();
}

return 0;
