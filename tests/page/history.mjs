// Looks at a domain that changes: node history.mjs CHROMIUM first|second URL [FOLDER]
// The first step begins at the form, the second at the link of the first result.
// Prints faults and at last the path of the result that it ended at.
import { browse } from "./browse.mjs";

const [executablePath, step, url, folder] = process.argv.slice(2);
const { browser, fault, said, look, audit, end } = await browse(executablePath, folder);
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
page.on("console", (message) => said(message.text()));
await page.goto(url);

if (step === "first") {
  await page.fill("#domain", "example.org");
} else {
  // The link was mailed: it still leads to the result of then.
  await page.waitForSelector("nav.checker-bar");
  if (!(await page.textContent("body")).includes("expired")) fault("the first result is another");
  await page.click("text=Check again");
}
await page.click("button");
await page.waitForSelector("nav.checker-bar", { timeout: 60_000 });
const result = new URL(page.url()).pathname;
if (step === "second") {
  const bar = await page.textContent("nav.checker-bar");
  if (!bar.includes("gone")) fault(`nothing is gone: ${bar}`);
  await look(page, "changed-result-light");
  await page.click("text=History");
  await look(page, "changed-history-light");
  if (folder) {
    for (const width of [320, 375]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/changed-history-${width}.png`, fullPage: true });
    }
  }
  for (const width of [320, 375]) await audit(page, `history-${width}`, width);
  const strip = await page.locator(".strip li").count();
  if (strip !== 2) fault(`${strip} statuses in the strip`);
  const gone = await page.textContent("section:has(#changes)");
  if (!gone.includes("Gone") || !gone.includes("expired")) fault(`nothing is gone: ${gone}`);
  const badge = page.locator("img");
  if (!(await badge.evaluate((image) => image.complete && image.naturalWidth > 0))) fault("no badge");
  await page.click("text=Back to the result");
  await page.waitForSelector("nav.checker-bar");
  if (new URL(page.url()).pathname !== result) fault("the way back leads elsewhere");
}
await end(result);
