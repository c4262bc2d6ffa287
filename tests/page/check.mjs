// Looks at pages as a browser does: node check.mjs CHROMIUM FILE.html…
// Prints one line for each fault and ends with 1 if there was any.
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [executablePath, ...files] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });
const sections = ["Who gets through", "The deployment", "Endpoints, in the order they are tried", "DNS answers"];
// These only where there is something to show: on some page, then.
const elsewhere = new Set(["Certificates", "How this was checked"]);
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
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [375, 1280]) {
      // As in a sandboxed iframe: no scripts, no network.
      const quiet = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true, javaScriptEnabled: false });
      const page = await quiet.newPage();
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("console", (message) => fault(file, `console: ${message.text()}`));
      page.on("pageerror", (error) => fault(file, `error: ${error}`));
      await page.goto(pathToFileURL(file).href);
      if (requests.length !== 1) fault(file, `requests: ${requests.slice(1).join(" ")}`);
      await quiet.close();

      const loud = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true });
      const tested = await loud.newPage();
      tested.on("dialog", (dialog) => fault(file, `a script of a peer ran: ${dialog.message()}`));
      await tested.goto(pathToFileURL(file).href);
      const scroll = await tested.evaluate(() => document.documentElement.scrollWidth);
      if (scroll > width) fault(file, `scrolls sideways at ${width} px: ${scroll}`);
      // Neither contrast nor structure depends on the width.
      if (width === 375) {
        await tested.evaluate(axe);
        const { violations } = await tested.evaluate(() => axe.run());
        for (const violation of violations) {
          fault(file, `${violation.id} (${violation.impact}): ${violation.nodes[0].html.slice(0, 120)}`);
        }
      }
      await loud.close();
    }
  }
}
await browser.close();
for (const section of elsewhere) fault("no page", `has a section "${section}"`);
console.log(`${files.length} pages, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
