//! One test binary over all floors.
//!
//! Tests are data where they can be: the pages themselves, files under `corpus/` with their reports.
//! `UPDATE=1` writes the expectations anew; read the diff before you commit it.

mod adversarial;
mod archives;
mod attempts;
mod block;
mod block_hostile;
mod corpus;
mod documents;
mod evidence;
mod findings;
mod fuzzing;
mod hang;
mod lines;
mod mails;
mod merge;
mod names;
mod numbers;
mod pages;
mod patterns;
mod roundtrip;
mod samples;
mod whence;
mod wrapped;

use logyomi_tests::support;
