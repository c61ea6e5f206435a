// The same articles and questions in three search libraries: time to index, time to ask, and whether a known question
// that the index does not hold finds its article. All read pairs of characters, as Chinese needs.
import { readFileSync } from "node:fs";
import { create, insertMultiple, search } from "@orama/orama";
import FlexSearch from "flexsearch";
import MiniSearch from "minisearch";

const [articlesFile, questionsFile] = process.argv.slice(2);
const read = (file) => readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const articles = read(articlesFile);
const questions = read(questionsFile).slice(0, 400);
const textOf = (a) => [a.title, ...(a.questions ?? []), a.answer].join(" ");

function pairs(text) {
  const found = [];
  for (const run of text.toLowerCase().match(/[a-z0-9]+|[\u4e00-\u9fff]+/g) ?? []) {
    if (run.charCodeAt(0) < 128 || run.length === 1) found.push(run);
    else for (let i = 0; i + 1 < run.length; i++) found.push(run.slice(i, i + 2));
  }
  return found;
}

async function measure(name, build, ask) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  await build();
  const built = performance.now() - start;
  globalThis.gc?.();
  const size = (process.memoryUsage().heapUsed - before) / 1e6;
  const times = [];
  let first = 0;
  for (const { text, article } of questions) {
    const from = performance.now();
    const ids = await ask(text);
    times.push(performance.now() - from);
    first += ids[0] === article ? 1 : 0;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(2);
  const right = article(questions) ? `, right first ${(100 * first / questions.length).toFixed(1)} %` : "";
  console.log(`peers: ${name}: ${articles.length} articles in ${(built / 1000).toFixed(1)} s, ${size.toFixed(0)} MB, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms${right}`);
}

const article = (list) => list.some((q) => q.article);

const mini = new MiniSearch({ fields: ["text"], tokenize: pairs, processTerm: (t) => t });
await measure("minisearch", () => mini.addAll(articles.map((a) => ({ id: a.id, text: textOf(a) }))),
  (q) => mini.search(q).slice(0, 10).map((r) => r.id));

const flex = new FlexSearch.Index({ encode: pairs, tokenize: "strict" });
await measure("flexsearch", () => articles.forEach((a) => flex.add(a.id, textOf(a))),
  (q) => flex.search(q, { limit: 10, suggest: true }));

const orama = create({ schema: { id: "string", text: "string" }, components: { tokenizer: { language: "chinese", normalizationCache: new Map(), tokenize: pairs } } });
await measure("orama", () => insertMultiple(orama, articles.map((a) => ({ id: a.id, text: textOf(a) })), 1000),
  async (q) => (await search(orama, { term: q, properties: ["text"], limit: 10 })).hits.map((h) => h.document.id));
