// Chromium with a page in it, watched: a dialog, a window, a mistake or a request that leaves the machine fails the claim.
import assert from "node:assert/strict";
import path from "node:path";
import { createRequire } from "node:module";

/** What a script of claims needs, of its arguments PAGE CHROMIUM SHOTS. */
export const open = async ([, , file, executablePath, shots]) => {
  const { chromium } = createRequire(path.join(process.env.BARTIZAN_PLAYWRIGHT, "x.js"))("playwright-core");
  // Without these, Chromium itself looks for updates.
  const quiet = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args: [...quiet, ...sandbox] });
  const wrong = [];
  const watch = (page) => {
    page.on("dialog", (dialog) => {
      wrong.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
    page.on("popup", () => wrong.push("a window opened"));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) wrong.push(`a request: ${request.url()}`);
    });
    return page;
  };
  const page = watch(await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: "light" }));
  let done = 0;
  const check = async (claim, test) => {
    const began = performance.now();
    await test();
    assert.deepEqual(wrong, [], claim);
    done += 1;
    console.log(`ok  ${claim} (${Math.round(performance.now() - began)} ms)`);
  };
  const shot = (name) => page.screenshot({ path: path.join(shots, `${name}.png`) });
  const finish = () => console.log(`${done} claims hold`);
  return { browser, page, watch, check, shot, shots, finish, url: `file://${path.resolve(file)}` };
};
