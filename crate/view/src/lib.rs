//! Report to HTML, LogWatch text, CSV, JSON and NDJSON, in Japanese and English.
//!
//! Language comes last: a [`Report`](logyomi_core::report::Report) holds ids and data, and everything
//! that a person reads is put into words here. Switching the language renders again and analyzes nothing.
//!
//! Whatever stems from a log was chosen by a stranger. It passes [`visible`] before it is shown anywhere,
//! and in HTML it is escaped by `maud`; no other crate makes markup.

pub mod block;
pub mod csv;
pub mod ecs;
pub mod evidence;
mod explain;
pub mod html;
pub mod json;
pub mod letter;
mod lookup;
pub mod mask;
mod names;
pub mod number;
pub mod state;
pub mod text;
pub mod verdict;
pub mod visible;
pub mod words;

pub use state::{Action, Part, ViewState, update};
pub use words::Lang;
