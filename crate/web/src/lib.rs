//! The browser: the page, its workers, and what they say to each other.
//!
//! ```text
//! intake → Input (plans) → cut → Pool ─ Hand ═ worker::Desk ─ Feed → Analysis
//!                                         └── Report ═ merge ─────────┘
//!                                                └── view → Show
//! ```
//!
//! One wasm in two roles: `page_main` in the page, `worker_main` in each worker. Nothing here reads a
//! log or makes markup; nothing but this crate knows wasm-bindgen.

#[cfg(feature = "bench")]
mod bench;
mod brush;
mod control;
mod cut;
mod export;
mod find;
mod hand;
mod host;
mod input;
mod intake;
mod job;
mod keys;
mod listen;
mod meter;
mod outgo;
mod page;
mod parcel;
mod pause;
mod pool;
mod read;
mod run;
mod samples;
mod save;
mod show;
mod warm;
mod windows;
mod words;
mod worker;

pub use page::{page_main, report_json};
pub use run::read_files;
pub use worker::worker_main;
