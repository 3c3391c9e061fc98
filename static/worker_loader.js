// Starts the engine inside its worker: new Worker("./worker_loader.js?v=BUILD").
// What stands after `?` goes along to both files, so that an old copy in a cache is never mixed with a new page. An engine that
// cannot start throws where the page's `error` listener hears it; a rejected promise in a worker would be silent.

importScripts("./worker.js" + self.location.search);
wasm_bindgen({ module_or_path: "./worker_bg.wasm" + self.location.search }).catch((reason) => {
  setTimeout(() => {
    throw reason;
  });
});
