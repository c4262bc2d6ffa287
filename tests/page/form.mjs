// Uses the form as people do: node form.mjs CHROMIUM URL [FOLDER]
// Prints one line for each fault and ends with 1 if there was any; screenshots
// go to the folder, where one is given.
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [executablePath, url, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });
let faults = 0;

function fault(what) {
  faults += 1;
  console.log(what);
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });

async function look(page, name) {
  const report = await validator.validateString(await (await page.request.get(page.url())).text());
  for (const result of report.results) {
    for (const message of result.messages) fault(`${name}: ${message.ruleId}: ${message.message} (line ${message.line})`);
  }
  const width = page.viewportSize().width;
  await page.waitForLoadState("networkidle");
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  // The page's own policy forbids scripts that are not its own: axe runs in a
  // copy without it.
  const copy = await browser.newContext({ viewport: page.viewportSize(), bypassCSP: true, colorScheme: name.includes("dark") ? "dark" : "light" });
  const tested = await copy.newPage();
  await tested.goto(page.url());
  const scroll = await tested.evaluate(() => document.documentElement.scrollWidth);
  if (scroll > width) fault(`${name}: scrolls sideways at ${width} px: ${scroll}`);
  await tested.evaluate(axe);
  const { violations } = await tested.evaluate(() => axe.run({ iframes: false }));
  for (const violation of violations) fault(`${name}: ${violation.id} (${violation.impact}): ${violation.nodes[0].html.slice(0, 120)}`);
  await copy.close();
}

for (const javaScriptEnabled of [true, false]) {
  for (const [width, colorScheme] of [[375, "dark"], [1280, "light"]]) {
    const name = `${javaScriptEnabled ? "scripts" : "plain"}-${width}-${colorScheme}`;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled });
    const page = await context.newPage();
    page.on("pageerror", (error) => fault(`${name}: error: ${error}`));
    page.on("console", (message) => fault(`${name}: console: ${message.text()}`));
    await page.goto(url);
    await look(page, `form-${name}`);
    await page.fill("#domain", "halfdead.example");
    await page.fill("#timeout", javaScriptEnabled ? "2" : "3");
    await page.click("button");
    // What it is doing is shown, and the page goes on by itself.
    await page.waitForSelector("#doing");
    if (folder) await page.screenshot({ path: `${folder}/running-${name}.png` });
    if (javaScriptEnabled) {
      await page.waitForFunction(() => document.getElementById("doing").textContent.includes("waiting for"));
    }
    await page.waitForSelector("h2:has-text('Findings')", { timeout: 60_000 });
    await look(page, `result-${name}`);
    const frame = page.frames().find((frame) => frame.url().endsWith("/report"));
    if (!frame) fault(`${name}: no report`);
    else if (!(await frame.content()).includes("halfdead.example")) fault(`${name}: the report is empty`);
    if (javaScriptEnabled) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download as JSON")]);
      if (download.suggestedFilename() !== "halfdead.example.json") fault(`${name}: ${download.suggestedFilename()}`);
    }
    await context.close();
  }
}
await browser.close();
console.log(`${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
