// Uses the form as people do: node form.mjs CHROMIUM URL [FOLDER]
// Prints one line for each fault and ends with 1 if there was any; screenshots
// go to the folder, where one is given.
import { browse } from "./browse.mjs";

const [executablePath, url, folder] = process.argv.slice(2);
const { browser, fault, said, look, end } = await browse(executablePath, folder);

// A page of a component that does what it can against the bar above it.
const HOSTILE = `<!DOCTYPE html><html lang="xx" style="display:none"><head><title>Imitated</title><base href="http://evil.example/">
<style>@layer{nav{display:none!important}}nav,nav.checker-bar:first-child,:is(#a#a#a,nav,nav *){display:none!important;visibility:hidden!important;color:red!important;font-size:1px!important;position:fixed!important;left:-999px!important}
nav::before,nav *::before{content:"imitated"!important}body{padding-top:5000px!important;opacity:0!important;display:none!important;transform:scale(0)!important}</style></head>
<body class="mine"></nav></body></html><h1>Hostile</h1>`;

// The bar of the result is as it was when that page stands below it.
async function withstand(page, name) {
  const text = await (await page.request.get(page.url())).text();
  const bar = text.slice(0, text.indexOf("</nav>") + "</nav>".length);
  const context = await browser.newContext({ viewport: page.viewportSize() });
  const [sound, hostile] = [await context.newPage(), await context.newPage()];
  await sound.setContent(`${bar}<h1>Sound</h1>`);
  await hostile.setContent(`${bar}${HOSTILE}`);
  const seen = (tested) => tested.evaluate(() => {
    const all = [...document.querySelectorAll("body > nav:first-child, body > nav:first-child *")];
    const described = all.map((element) => {
      const { color, fontSize, display, visibility, position } = getComputedStyle(element);
      const { y, height } = element.getBoundingClientRect();
      return [element.textContent.trim(), color, fontSize, display, visibility, position, y, height, getComputedStyle(element, "::before").content];
    });
    return JSON.stringify([document.title, described]);
  });
  const [expected, found] = [await seen(sound), await seen(hostile)];
  if (expected !== found) fault(`${name}: the bar was changed:\n${expected}\n${found}`);
  if (!expected.includes("Check again")) fault(`${name}: there is no bar`);
  await context.close();
}

// Both at the same time: most of it is waiting for a check.
await Promise.all([true, false].map(async (javaScriptEnabled) => {
  for (const [width, colorScheme] of [[320, "light"], [375, "dark"], [1280, "light"]]) {
    const name = `${javaScriptEnabled ? "scripts" : "plain"}-${width}-${colorScheme}`;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled });
    const page = await context.newPage();
    page.on("pageerror", (error) => fault(`${name}: error: ${error}`));
    page.on("console", (message) => said(`${name}: ${message.text()}`));
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
    const link = page.url();
    await page.waitForSelector("nav.checker-bar", { timeout: 60_000 });
    if (page.url() !== link) fault(`${name}: the result is at another address`);
    await look(page, `result-${name}`);
    await page.waitForSelector("h1:has-text('halfdead.example')");
    // In an origin of its own, as a whole page and not in a frame.
    if (page.frames().length !== 1) fault(`${name}: there are frames`);
    await withstand(page, name);
    await page.reload();
    await page.waitForSelector("nav.checker-bar");
    for (const [text, ending] of [["JSON", "json"], ["HTML", "html"]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`nav.checker-bar >> text=${text}`)]);
      if (download.suggestedFilename() !== `halfdead.example.${ending}`) fault(`${name}: ${download.suggestedFilename()}`);
    }
    // From the result on, and back.
    await page.click("text=History");
    await look(page, `history-${name}`);
    await page.goBack();
    await page.waitForSelector("nav.checker-bar");
    await page.click("text=Check again");
    const domain = await page.inputValue("#domain");
    if (domain !== "halfdead.example") fault(`${name}: checks again ${domain}`);
    await page.goBack();
    await page.waitForSelector("nav.checker-bar");
    await page.goBack();
    await page.waitForSelector("button");
    await context.close();
  }
}));
await end();
