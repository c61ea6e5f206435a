using FirstWindow.Bench;

// bench [messages|contacts|idle|page|language|answers|chat|customers|routing|floor [--past N]] [--postgres CONNECTION]
// [--data DIR]: without a name, the first five.
var rest = args.ToList();
var postgres = Option("--postgres");
var data = Option("--data");
var past = int.Parse(Option("--past") ?? "1000000", System.Globalization.CultureInfo.InvariantCulture);
var isFull = rest.Remove("--full");
var names = rest;
var known = new Dictionary<string, Action>
{
    ["messages"] = () => MessagesBench.Run(postgres),
    ["contacts"] = () => ContactsBench.Run(postgres),
    ["idle"] = () => IdleBench.Run(postgres),
    ["page"] = PageBench.Run,
    ["answers"] = () => AnswersBench.Run(postgres),
    ["language"] = () => LanguageBench.Run(data),
    ["customers"] = () => CustomersBench.Run(isFull),
    ["routing"] = () => RoutingBench.Run(postgres),
    ["floor"] = () => FloorBench.Run(postgres, past),
    ["chat"] = () => ChatBench.Run(postgres),
    ["export"] = () => LanguageBench.Export(data ?? "artifacts/peers"),
};
if (names.FirstOrDefault(n => !known.ContainsKey(n)) is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"bench: there is no benchmark {unknown}; there are {string.Join(", ", known.Keys)}.");
    return 2;
}

foreach (var name in names.Count == 0 ? ["messages", "contacts", "idle", "page", "language"] : names)
{
    known[name]();
}

return 0;

string? Option(string name)
{
    var at = rest.IndexOf(name);
    if (at < 0 || at + 1 >= rest.Count)
    {
        return null;
    }

    var value = rest[at + 1];
    rest.RemoveRange(at, 2);
    return value;
}
