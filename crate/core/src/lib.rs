//! Bytes in, Report out: the reading of logs, with no clock, no I/O, no language and no panic.
//!
//! ```text
//! bytes → lines → Record → Section → Hit → Tally → Analysis → Report
//! ```
//!
//! A caller asks [`plan`] what its files are, cuts them into ranges, gives each range's bytes to a
//! [`Feed`], whose [`Line`]s go into a [`Sink`] (an [`Analysis`] most of the time), merges the
//! analyses in any order and asks for the [`report::Report`].

mod address;
mod analysis;
mod archive;
mod bytes;
mod chronicle;
mod cutter;
mod digest;
mod dispatch;
mod document;
mod edges;
mod encoding;
mod evidence;
mod explain;
mod facts;
mod feed;
mod glued;
mod heads;
mod hole;
mod journal;
mod known;
mod line;
mod look;
mod marks;
mod matcher;
mod numbers;
mod object;
mod order;
mod pairs;
mod part;
mod pasted;
mod place;
mod plan;
mod query;
mod queue;
mod readers;
mod record;
mod remembered;
mod rotation;
mod session;
mod share;
mod shelf;
mod slots;
mod stamp;
mod sum;
mod survey;
mod tally;
mod template;
mod timeline;
mod tree;
mod trim;
mod unpack;
mod walk;
mod way;
mod whole;
mod words;

pub mod report;
pub mod sample;

pub use address::{Reach, canonical, reach};
pub use analysis::{Analysis, Candidates, Caps};
pub use archive::{Place, Step};
pub use dispatch::Dispatch;
pub use document::prompt::output_of;
pub use evidence::{Evidence, Wanted};
pub use explain::{Explained, Found, Reading, explain, explain_lines};
pub use facts::Facts;
pub use feed::{Feed, groups};
pub use line::{Faults, Hit, Line, Sink, Status};
pub use look::Look;
pub use matcher::{Outcome, read};
pub use order::Order;
pub use part::Part;
pub use plan::{AnchorFrom, FilePlan, Given, Layout, PROBE, Settings, arrange, plan, suspects};
pub use query::{Query, moment, source_key};
pub use queue::{Queue, Task};
pub use record::{Form, Record};
pub use share::Shares;
pub use slots::{Fields, Slots};
pub use stamp::{Stamp, iso};
pub use sum::Sha256Sum;
pub use survey::Survey;
pub use tally::grouped;
pub use walk::best_pattern;
pub use whole::Whole;
