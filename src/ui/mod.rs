//! The page: the only folder that names yew, gloo and web_sys. It draws values and sends intents;
//! it decides nothing about a run.
//!
//! | question | file |
//! | --- | --- |
//! | what the page knows, and what a person can do | `store` |
//! | what each intent leads to; what each report of the engine leads to | `store_core`, `store_heard`, `store_import`, `store_break`, `store_pictures` |
//! | the run of the first page, and the one that waits meanwhile | `store_opening` |
//! | what can be had again: undo, and a new engine | `undo` |
//! | how page and worker talk | `bridge` |
//! | who owns all that | `app` |
//! | what it says, in every language | `words` |
//! | the pages | `pages`, `header`, `notices` |
//! | what of them comes only when somebody turns to it | `pieces` |
//! | the left side | `controls`, `files` |
//! | a file that lies open before it is taken | `import`, `decode` |
//! | the pictures of a run | `picture` |
//! | a picture out of a file, point by point | `paint` |
//! | several ways side by side | `compare` |
//! | a sweep and its workers | `sweeps` |
//! | inside a page of somebody else | `embed` |
//! | keys | `keys` |
//! | what the browser keeps | `browser`, and of a run `kept` |

pub mod app;
pub mod bridge;
pub mod browser;
pub mod compare;
pub mod controls;
pub mod decode;
pub mod embed;
pub mod files;
pub mod header;
pub mod import;
pub mod kept;
pub mod keys;
pub mod notices;
pub mod pages;
pub mod paint;
pub mod picture;
pub mod pieces;
pub mod store;
pub mod store_break;
pub mod store_core;
pub mod store_heard;
pub mod store_import;
pub mod store_opening;
pub mod store_pictures;
pub mod sweeps;
pub mod undo;
pub mod words;
