// A browser that looks at the service's pages as people do, and counts faults.
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });

export async function browse(executablePath, folder) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  let faults = 0;

  function fault(what) {
    faults += 1;
    console.log(what);
  }

  // The page in another browser: it must not scroll sideways, and nobody may be
  // kept out. The page's own policy forbids scripts that are not its own, so that
  // one does not know of it.
  async function audit(page, name, width) {
    const copy = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, colorScheme: name.includes("dark") ? "dark" : "light" });
    const tested = await copy.newPage();
    await tested.goto(page.url());
    const scroll = await tested.evaluate(() => document.documentElement.scrollWidth);
    if (scroll > width) fault(`${name}: scrolls sideways at ${width} px: ${scroll}`);
    await tested.evaluate(axe);
    const { violations } = await tested.evaluate(() => axe.run({ iframes: false }));
    for (const violation of violations) fault(`${name}: ${violation.id} (${violation.impact}): ${violation.nodes[0].html.slice(0, 120)}`);
    await copy.close();
  }

  return {
    browser,
    fault,
    // What the browser complains of. That a result may run no scripts it says of
    // those with which this one looks at pages.
    said(text) {
      if (!text.includes("Blocked script execution")) fault(`console: ${text}`);
    },
    async look(page, name) {
      let text = await (await page.request.get(page.url())).text();
      // A checker's page begins a document of its own below the bar; the test of
      // the page looks at it.
      const bar = text.indexOf('<nav class="checker-bar"');
      if (bar >= 0) text = `${text.slice(0, text.indexOf("</nav>", bar))}</nav></body></html>`;
      const report = await validator.validateString(text);
      for (const result of report.results) {
        for (const message of result.messages) fault(`${name}: ${message.ruleId}: ${message.message} (line ${message.line})`);
      }
      await page.waitForLoadState("networkidle");
      if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
      await audit(page, name, page.viewportSize().width);
    },
    audit,
    async end(last) {
      await browser.close();
      console.log(last ?? `${faults} faults`);
      process.exit(faults === 0 ? 0 : 1);
    },
  };
}
