//! The page: mounts it, and takes over with plain words if it should ever break.

#[cfg(target_arch = "wasm32")]
mod page {
    use eventual::ui::{app::App, browser};

    /// Mounts the page into its element.
    pub fn start() {
        std::panic::set_hook(Box::new(|info| broken(&info.to_string())));
        browser::mend_address();
        // Before the router listens, so that it never meets an address that it cannot read.
        gloo::events::EventListener::new(&browser::window(), "popstate", |_| browser::mend_address())
            .forget();
        let root = browser::window()
            .document()
            .and_then(|document| document.get_element_by_id("app"))
            .expect("index.html has an element for the page");
        yew::Renderer::<App>::with_root(root).render();
    }

    /// After a panic nothing of the page can be trusted any more: a panel that was in the document
    /// from the beginning says so.
    fn broken(why: &str) {
        web_sys::console::error_1(&why.into());
        let Some(document) = browser::window().document() else { return };
        if let Some(panel) = document.get_element_by_id("broken") {
            let _ = panel.remove_attribute("hidden");
            if let Ok(Some(reason)) = panel.query_selector("[data-reason]") {
                reason.set_text_content(Some(why));
            }
        }
        if let Some(app) = document.get_element_by_id("app") {
            let _ = app.set_attribute("inert", "");
        }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::start();
}
