// Has the site kept by its service worker, where the build made one, and tells the page of a newer version. The page decides when to go
// over to it: going over reloads.

const script = document.querySelector('meta[name="eventual-offline"]')?.content;

async function keep() {
  const registration = await navigator.serviceWorker.register(new URL(script, document.baseURI));
  // The first version that is ever kept is the one on the page: no news.
  const tell = () => {
    if (registration.waiting && registration.active) dispatchEvent(new Event("eventual-update"));
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  tell();
  let reloads = false;
  addEventListener("eventual-update-now", () => {
    reloads = true;
    registration.waiting?.postMessage("use");
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (reloads) location.reload();
  });
  // A page that stays open for days hears of it, too.
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

// After everything that the page itself needs; a browser that does not let us keep anything is told by the page's own storage.
// Inside a page of somebody else nothing is kept.
const embedded = parent !== self || new URLSearchParams(location.search).has("embed");
if (script && !embedded && "serviceWorker" in navigator) keep().catch((reason) => console.warn(`the site is not kept for use without a network: ${reason}`));
