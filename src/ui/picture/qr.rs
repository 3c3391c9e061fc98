//! A text as a QR code, so that a room can open with its phones what is on the wall.

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// What a code needs.
#[derive(Clone, PartialEq, Properties)]
pub struct QrProps {
    /// What a phone reads: an address.
    pub text: AttrValue,
    /// What the code is, to be read aloud.
    pub label: AttrValue,
    /// What stands there where the text is too long for any code.
    #[prop_or_default]
    pub too_long: AttrValue,
}

/// White around a code, in modules, without which readers do not find it.
const QUIET: i32 = 4;

/// A QR code. Always dark on white, in dark themes too: not every reader takes it the other way.
#[component]
pub fn Qr(props: &QrProps) -> Html {
    let drawn = use_memo(props.text.clone(), |text| {
        // The code is as coarse as the text lets it be; then it is made as robust as its size does.
        let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
        Some((code.size() + 2 * QUIET, path(&code)))
    });
    match drawn.as_ref() {
        Some((size, path)) => html! {
            <svg class="qr" role="img" aria-label={props.label.clone()} viewBox={format!("0 0 {size} {size}")} shape-rendering="crispEdges">
                <rect class="qr-ground" width={size.to_string()} height={size.to_string()} />
                <path class="qr-ink" d={path.clone()} />
            </svg>
        },
        None => html! { <p class="help">{ &props.too_long }</p> },
    }
}

/// The dark modules as one path, a run of them in a row as one stroke.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let begins = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > begins {
                path += &format!("M{} {}h{}v1h-{}z", begins + QUIET, y + QUIET, x - begins, x - begins);
            }
            x += 1;
        }
    }
    path
}
