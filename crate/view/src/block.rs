//! Rules that shut attackers out: text to review, never run.
//!
//! Nothing of a log but figures and addresses reaches a rule: an address is printed from its parsed value,
//! a moment from its digits, and names not at all. Who is proposed, and who never is, stands in [`choose`].

mod choose;
mod format;
mod ranges;

pub use choose::{Candidate, Choice, Left, Proposal, Why, propose};
pub use format::{Format, rules};
