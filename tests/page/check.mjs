// Looks at pages as a browser does: node check.mjs CHROMIUM FILE.html…
// Prints one line for each fault and ends with 1 if there was any.
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [executablePath, ...files] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });
const sections = ["Who gets through", "The deployment", "Endpoints, in the order they are tried", "DNS answers"];
// These only where there is something to show: on some page, then.
const elsewhere = new Set(["Certificates", "How this was checked"]);
const pdftotext = spawnSync("pdftotext", ["-v"]).error === undefined;
if (!pdftotext) console.log("SKIPPED: headings at the foot of a sheet (pdftotext is not installed)");
let faults = 0;

function fault(file, what) {
  faults += 1;
  console.log(`${file}: ${what}`);
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
for (const file of files) {
  const html = readFileSync(file, "utf8");
  if (html.length > 200_000) fault(file, `${html.length} bytes`);
  const report = await validator.validateString(html);
  for (const result of report.results) {
    for (const message of result.messages) fault(file, `${message.ruleId}: ${message.message} (line ${message.line})`);
  }
  for (const section of elsewhere) {
    if (html.includes(`>${section}</h2>`)) elsewhere.delete(section);
  }
  for (const section of sections) {
    if (!new RegExp(`<h2[^>]*>${section}</h2>`).test(html)) fault(file, `no section "${section}"`);
  }
  // As in a sandboxed iframe: no scripts, no network. No width changes that.
  for (const colorScheme of ["light", "dark"]) {
    const quiet = await browser.newContext({ viewport: { width: 375, height: 900 }, colorScheme, offline: true, javaScriptEnabled: false });
    const page = await quiet.newPage();
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => fault(file, `console: ${message.text()}`));
    page.on("pageerror", (error) => fault(file, `error: ${error}`));
    await page.goto(pathToFileURL(file).href);
    if (requests.length !== 1) fault(file, `requests: ${requests.slice(1).join(" ")}`);
    await quiet.close();
  }

  const loud = await browser.newContext({ offline: true });
  const tested = await loud.newPage();
  tested.on("dialog", (dialog) => fault(file, `a script of a peer ran: ${dialog.message()}`));
  for (const colorScheme of ["light", "dark"]) {
    await tested.emulateMedia({ colorScheme });
    for (const width of [320, 375, 768, 1280]) {
      await tested.setViewportSize({ width, height: 900 });
      await tested.goto(pathToFileURL(file).href);
      const scroll = await tested.evaluate(() => document.documentElement.scrollWidth);
      if (scroll > width) fault(file, `scrolls sideways at ${width} px: ${scroll}`);
      // No colour moves a letter.
      if (colorScheme === "light") {
        for (const word of await tested.evaluate(brokenWords)) fault(file, `broken at ${width} px: ${word}`);
      }
      // Neither contrast nor structure depends on the width.
      if (width === 375) {
        await tested.evaluate(axe);
        const { violations } = await tested.evaluate(() => axe.run());
        for (const violation of violations) {
          fault(file, `${violation.id} (${violation.impact}): ${violation.nodes[0].html.slice(0, 120)}`);
        }
      }
    }
  }
  await loud.close();
  for (const what of await printed(browser, file)) fault(file, what);
}
await browser.close();
for (const section of elsewhere) fault("no page", `has a section "${section}"`);
console.log(`${files.length} pages, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);

// Words that stand on more than one line; runs in the page.
//
// A word is what stands between spaces, through all elements that flow in one
// line; longer ones than a phone's line may break between their parts. What is
// there to be copied stands as it is. The sign of a tile is one with its title.
function brokenWords() {
  const longest = 26;
  const broken = [];
  const block = (node) => {
    let element = node.parentElement;
    while (["inline", "inline-block"].includes(getComputedStyle(element).display)) element = element.parentElement;
    return element;
  };
  const lines = (pieces) => {
    const tops = [];
    for (const [node, begin, end] of pieces) {
      const range = document.createRange();
      range.setStart(node, begin);
      range.setEnd(node, end);
      for (const { top, bottom, width } of range.getClientRects()) {
        const middle = (top + bottom) / 2;
        if (width > 0 && !tops.some((known) => Math.abs(known - middle) < 6)) tops.push(middle);
      }
    }
    return tops.length;
  };
  let pieces = [];
  let where = null;
  const finish = () => {
    const word = pieces.map(([node, begin, end]) => node.data.slice(begin, end)).join("");
    if (word && [...word].length <= longest && lines(pieces) > 1) broken.push(word);
    pieces = [];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest("pre")) continue;
    if (where !== block(node)) finish();
    where = block(node);
    for (const { 0: part, index } of node.data.matchAll(/\s+|\S+/g)) {
      if (/\s/.test(part)) finish();
      else pieces.push([node, index, index + part.length]);
    }
  }
  finish();
  for (const title of document.querySelectorAll(".tiles b")) {
    const seen = [...title.querySelectorAll("[aria-hidden]"), title].map((one) => [...one.childNodes].find((node) => node.data?.trim()));
    const all = seen.filter(Boolean).map((node) => [node, 0, node.length]);
    if (lines(all) > 1 || title.scrollWidth > title.clientWidth) broken.push(`${title.textContent} (a tile)`);
  }
  return broken;
}

// What takes room: eight endpoints with all that is said beside them, and one
// problem with what to do, are two sheets.
function sheetsFor({ endpoints, problems }) {
  return 2 + Math.ceil(Math.max(0, endpoints - 8) / 12) + Math.ceil(Math.max(0, problems - 1) / 4);
}

// The faults of a page on paper.
async function printed(browser, file) {
  const faults = [];
  const context = await browser.newContext({ offline: true, javaScriptEnabled: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  const content = await page.evaluate(() => ({
    endpoints: document.querySelectorAll(".endpoints > details").length,
    problems: document.querySelectorAll("[id^=problem-]").length,
    headings: [...document.querySelectorAll("h2, h3, .lane, .heading, .map thead")].map((one) =>
      one.innerText.replace(/\s+/g, " ").trim(),
    ),
  }));
  await page.emulateMedia({ media: "print" });
  const folded = await page.evaluate(
    // What is for other software is no use on paper.
    () =>
      [...document.querySelectorAll("details:not(.others) > :not(summary)")].filter((one) => one.offsetHeight === 0)
        .length,
  );
  if (folded > 0) faults.push(`on paper ${folded} details are folded`);
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const path = join(folder, "page.pdf");
  const bytes = await page.pdf({ path, format: "A4", printBackground: true });
  await context.close();
  const sheets = bytes.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  if (sheets > sheetsFor(content)) {
    faults.push(`${sheets} sheets for ${content.endpoints} endpoints and ${content.problems} problems`);
  }
  if (pdftotext) {
    const text = spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).stdout;
    for (const sheet of text.split("\f")) {
      const lines = sheet.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
      const last = lines.filter((line) => line !== "").at(-1);
      if (last && content.headings.includes(last)) faults.push(`"${last}" stands alone at the foot of a sheet`);
    }
  }
  rmSync(folder, { recursive: true });
  return faults;
}
