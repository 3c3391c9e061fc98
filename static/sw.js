// Keeps one whole version of the site, so that it opens without a network. Above this stands what the build found: VERSION, a checksum
// of all files, and FILES, their names.
//
// A version is kept and served as a whole: page and engine never come from two builds. A newer one is fetched beside it and waits until
// the person says so, because going over to it reloads the page.

const CACHE = `eventual-${VERSION}`;

self.addEventListener("install", (event) => {
  // "reload": a copy that the browser had of a file with a fixed name may be of another version.
  const fetched = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fetched)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("eventual-") && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

self.addEventListener("message", (event) => {
  if (event.data === "use") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const inside = request.url.startsWith(self.registration.scope);
  if (request.method !== "GET" || !inside) return;
  // What stands behind `?` tells builds apart where there is no such cache; here there is one build.
  const wanted = request.mode === "navigate" ? "./index.html" : request;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(wanted, { ignoreSearch: true }))
      .then((kept) => kept ?? fetch(request)),
  );
});
