//! Two records on one line: the first writer lost its newline.
//!
//! A stranger's text can hold a whole record too, and must not become one. So a line is parted only where
//! no page reads it whole (but by a pattern of last resort), and where what stands before the second stamp is
//! read, to its end, by a pattern of fixed words, numbers and addresses: such a message has no room for text
//! of others.

use crate::dispatch::Dispatch;
use crate::hole::{Ready, hole};
use crate::record::{self, Habit, Record};
use crate::stamp::Clock;
use logyomi_sections::{Pattern, Step};
use memchr::memmem;

/// Places looked at: a line that names its host more often is a try at being slow.
const PLACES: usize = 8;

/// Fixed letters that the message before must have.
const LETTERS: u16 = 12;

/// The second record's stamp is not older, and at most a day younger.
const APART: i64 = 86_400;

/// Whether the line names its host again, as two records would: cheap, and mostly false.
pub fn may_be(whole: &Record<'_>) -> bool {
    !whole.host.is_empty()
        && !whole.program.is_empty()
        && memmem::find(whole.message, whole.host).is_some()
}

/// Where the second record begins in `text`, whose record was read as `whole`.
pub fn second(
    text: &[u8],
    whole: &Record<'_>,
    dispatch: &mut Dispatch,
    clock: &mut Clock,
) -> Option<usize> {
    // The writers are the same machine's: stamp and host stand as they do at the line's beginning.
    let head = whole
        .host
        .as_ptr()
        .addr()
        .checked_sub(text.as_ptr().addr())?;
    let behind = head + whole.host.len();
    memmem::find_iter(text.get(behind..)?, whole.host)
        .take(PLACES)
        .map(|place| behind + place - head)
        .find(|start| {
            let (before, rest) = text.split_at_checked(*start).unwrap_or_default();
            follows(rest, whole, dispatch, clock) && is_closed(before, dispatch, clock)
        })
}

/// Whether this is a record of the same host, soon after the first, that a page reads.
fn follows(text: &[u8], first: &Record<'_>, dispatch: &mut Dispatch, clock: &mut Clock) -> bool {
    let mut scratch = Vec::new();
    let record = record::read(text, Habit::default(), clock, &mut scratch);
    let (Some(before), Some(after)) = (first.stamp, record.stamp) else {
        return false;
    };
    let same = record.form == first.form && record.host == first.host;
    let soon = (0..=APART).contains(&(after.local - before.local));
    same && soon
        && !record.program.is_empty()
        && dispatch.find(&record).is_some_and(|hit| !hit.ambiguous)
}

/// Whether this is a whole record that nobody but its program could have written to its end.
fn is_closed(text: &[u8], dispatch: &mut Dispatch, clock: &mut Clock) -> bool {
    let mut scratch = Vec::new();
    let record = record::read(text, Habit::default(), clock, &mut scratch);
    let hit = dispatch.find(&record);
    hit.is_some_and(|hit| !hit.ambiguous && has_no_text(hit.pattern))
}

fn has_no_text(pattern: &Pattern) -> bool {
    let is_fixed = |step: &Step<'_>| match step {
        Step::Literal(_) => true,
        Step::Hole(id) => hole(*id).is_some_and(Ready::is_narrow),
    };
    let fixed = pattern.segments.iter().all(|segment| {
        segment.free.is_none() && segment.left.iter().chain(&segment.right).all(is_fixed)
    });
    fixed && !pattern.fallback && pattern.letters >= LETTERS
}
