//! The page: the only folder that names yew, gloo and web_sys. It draws values and sends deeds; it decides nothing about a run.
//!
//! | question | file |
//! | --- | --- |
//! | what the page knows, and what a person can do | `store` |
//! | what each deed and each report of the engine leads to | `store_core` |
//! | how page and worker talk | `bridge` |
//! | who owns all that | `app` |
//! | what it says, in every language | `words` |
//! | the left side | `controls` |
//! | files in and out | `files` |

pub mod store;
pub mod words;
