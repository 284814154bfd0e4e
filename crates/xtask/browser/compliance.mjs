// Opens a compliance table in Chromium, and fails when something is not as it should be.
// node compliance.mjs PAGE CHROMIUM SHOTS: PAGE was written by `page compliance`, SHOTS is a folder for pictures.
import assert from "node:assert/strict";
import { poor } from "./contrast.mjs";
import { open } from "./open.mjs";

const { browser, page, url, check, shot, shots, finish } = await open(process.argv);
const rows = (status) => page.locator(`tbody tr${status ? `.${status}` : ""}`);
const visible = (status) => page.locator(`tbody tr${status ? `.${status}` : ""}:visible`).count();

try {
  await check("a table opens, and lists every requirement", async () => {
    await page.goto(url);
    assert.equal(await rows().count(), 85);
    assert.equal(await visible(), 85);
    for (const status of ["not-met", "waived", "partly-seen", "met", "nothing-to-judge", "not-assessed"])
      assert.ok(await rows(status).count(), status);
    await shot("compliance-light");
  });

  await check("a switch hides the requirements of its status and no others, and says how many they are", async () => {
    for (const label of await page.locator("fieldset label").all()) {
      const status = await label.getAttribute("class");
      const count = await rows(status).count();
      assert.match((await label.textContent()).trim(), new RegExp(` ${count}$`));
      await label.click();
      assert.equal(await visible(status), 0, status);
      assert.equal(await visible(), 85 - count, status);
      await label.click();
      assert.equal(await visible(), 85, status);
    }
  });

  await check("the keyboard opens the findings of a requirement", async () => {
    const details = page.locator("details").first();
    await details.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.ok(await details.locator("li").first().isVisible());
    await page.keyboard.press("Enter");
  });

  await check("what strangers named became text: no element, no attribute, nothing that turns or hides", async () => {
    // A picture leaves attributes behind on what can be typed into.
    await page.goto(url);
    const found = await page.evaluate(() => ({
      scripts: document.scripts.length,
      elements: document.querySelectorAll("img, iframe, object, embed, form, base, link").length,
      links: [...document.links].map((it) => it.href),
      attributes: [...document.querySelectorAll("*")].flatMap((it) => it.getAttributeNames()).filter((it) => /^on|^style$/.test(it)),
      text: document.body.textContent,
    }));
    assert.deepEqual([found.scripts, found.elements, found.attributes], [0, 0, []]);
    assert.deepEqual(found.links, ["https://example.com/"]);
    assert.doesNotMatch(found.text, /[\u0000\u001b\u2028\u2029\u202e\u200b]/u);
    assert.ok(found.text.includes("<script>alert('name')</script>") && found.text.includes("user\\u{202e}nimda"));
  });

  await check("light and dark: every word stands out from its ground by 4.5 to 1", async () => {
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await poor(page), [], colorScheme);
      await page.evaluate(() => scrollTo(0, 0));
      await shot(`compliance-open-${colorScheme}`);
    }
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.match(ground, /rgb\((\d|[1-3]\d), (\d|[1-3]\d), (\d|[1-3]\d)\)/);
    await page.emulateMedia({ colorScheme: "light" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = false)));
  });

  await check("a narrow screen needs no scrolling to the side, and no column is squeezed away", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${over} pixels too wide`);
    const told = await page.locator("tbody td:last-child").first().boundingBox();
    assert.ok(told.width > 200, `what a requirement asks for has ${told.width} pixels`);
    await page.locator("table").first().scrollIntoViewIfNeeded();
    await shot("compliance-narrow");
    await page.setViewportSize({ width: 1440, height: 1000 });
  });

  await check("on paper every finding is open, black on white, and a requirement asks not to be cut", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = await page.evaluate(() => ({
      ground: getComputedStyle(document.body).backgroundColor,
      hidden: [...document.querySelectorAll("details li")].filter((it) => !it.checkVisibility()).length,
      boxes: [...document.querySelectorAll("input")].filter((it) => it.checkVisibility()).length,
      broken: [...document.querySelectorAll("tbody tr")].filter((it) => getComputedStyle(it).breakInside !== "avoid").length,
      heads: getComputedStyle(document.querySelector("thead")).display,
    }));
    assert.deepEqual(paper, { ground: "rgb(255, 255, 255)", hidden: 0, boxes: 0, broken: 0, heads: "table-header-group" });
    assert.deepEqual(await poor(page), []);
    const pdf = await page.pdf({ path: `${shots}/compliance.pdf`, format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  });

  finish();
} finally {
  await browser.close();
}
