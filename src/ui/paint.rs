//! Paints a picture that came as SVG, and hands out its points or a PNG file.
//!
//! A page may not put styles of others into itself, so the picture is an image of its own, which the
//! browser reads apart from the page. Some browsers, set against tracking, hand out noise or white
//! instead of what they painted: the ground of every picture is known, so that is seen.

use super::browser;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// The ground of every picture, and how much a browser may round it.
const GROUND: [u8; 3] = [0xfb, 0xfa, 0xf7];
const ROUNDED: u8 = 2;

/// A painted picture.
pub struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

/// Paints a picture of this size, so many times as large.
///
/// # Errors
/// The browser does not read the picture, or does not hand out what it paints.
pub async fn paint(svg: &str, (width, height): (u16, u16), times: u16) -> Result<Canvas, JsValue> {
    let (wide, high) = (u32::from(width) * u32::from(times), u32::from(height) * u32::from(times));
    // Some browsers paint an image at the size it has, and make that larger.
    let own = format!(r#" width="{width}" height="{height}" "#);
    let svg = svg.replacen(&own, &format!(r#" width="{wide}" height="{high}" "#), 1);
    let image = HtmlImageElement::new()?;
    let encoded = js_sys::encode_uri_component(&svg);
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{encoded}"));
    JsFuture::from(image.decode()).await?;
    let document = browser::window().document().ok_or("no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(wide);
    canvas.set_height(high);
    let wishes = js_sys::Object::new();
    js_sys::Reflect::set(&wishes, &"willReadFrequently".into(), &true.into())?;
    let context = canvas.get_context_with_context_options("2d", &wishes)?.ok_or("no canvas")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        f64::from(wide),
        f64::from(high),
    )?;
    let corner = context.get_image_data(1.0, 1.0, 1.0, 1.0)?.data();
    let is_true = corner.iter().zip(GROUND).all(|(is, should)| is.abs_diff(should) <= ROUNDED);
    if is_true { Ok(Canvas { canvas, context }) } else { Err("the canvas is not what was painted".into()) }
}

impl Canvas {
    /// Its points: red, green, blue and how opaque, for each.
    ///
    /// # Errors
    /// The browser does not hand them out.
    pub fn points(&self) -> Result<Vec<u8>, JsValue> {
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        Ok(self.context.get_image_data(0.0, 0.0, width, height)?.data().0)
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// The browser does not hand it out.
    pub async fn png(&self) -> Result<Blob, JsValue> {
        let made = js_sys::Promise::new(&mut |done, failed| {
            if let Err(why) = self.canvas.to_blob(&done) {
                let _ = failed.call1(&JsValue::NULL, &why);
            }
        });
        JsFuture::from(made).await?.dyn_into()
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        // Its memory is free at once, and not when the browser tidies up.
        self.canvas.set_width(0);
    }
}
