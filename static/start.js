// Starts the page's program. It is a file of its own so that the Content-Security-Policy needs no inline script, and so that a
// visitor whose browser cannot run the program reads why, instead of looking at an empty page.

const program = document.querySelector('meta[name="eventual-program"]');
const here = (address) => new URL(address, document.baseURI).href;

try {
  const { default: init } = await import(here(program.content));
  await init({ module_or_path: here(program.dataset.wasm) });
} catch (reason) {
  const panel = document.getElementById("start-failed");
  if (panel) {
    panel.hidden = false;
    panel.querySelector("[data-reason]").textContent = String(reason?.message ?? reason);
  }
  // Still an error, for the console and for tests.
  throw reason;
}
