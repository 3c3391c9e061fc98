// Starts the engine inside its worker: new Worker("./worker_loader.js?v=BUILD").
// What stands after `?` goes along to both files, so that an old copy in a cache is never mixed with a new page. An engine that
// cannot start throws where the page's `error` listener hears it; a rejected promise in a worker would be silent.
// In a sandboxed frame a script without an address imports this one, and says in SITE where the files are.

const build = self.SITE ? "" : self.location.search;
const site = self.SITE ?? "./";
// The program is on its way while what binds it is read.
const program = fetch(site + "worker_bg.wasm" + build);
importScripts(site + "worker.js" + build);
wasm_bindgen({ module_or_path: program }).catch((reason) => {
  setTimeout(() => {
    throw reason;
  });
});
