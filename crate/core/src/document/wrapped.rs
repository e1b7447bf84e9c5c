//! Lines of a log that a mail program broke at its width.
//!
//! Half a line may name another host, and what stands behind the break may look like a line of its own. So it is decided
//! over a whole text, a line is read with all that belongs to it, and where a page could read it either way, not at all.

use crate::analysis::source;
use crate::cutter;
use crate::dispatch::Dispatch;
use crate::record::{self, Form, Habit, Record};
use crate::stamp::Clock;
use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

/// Columns that mail programs leave a line.
const WIDTHS: RangeInclusive<usize> = 60..=80;

/// More lines, each of which may go on in the next one, are not asked for.
const CHAIN: usize = 8;

/// Broken lines for each that is none: a stranger who can write one of those must not decide.
const MOST: usize = 3;

/// Asks the pages about a line.
pub struct Pages<'a> {
    pub dispatch: &'a mut Dispatch,
    pub clock: &'a mut Clock,
    pub habit: Habit,
}

impl Pages<'_> {
    fn ask<T>(&mut self, text: &str, answer: impl FnOnce(&Record<'_>, &mut Dispatch) -> T) -> T {
        let mut scratch = Vec::new();
        let record = record::read(text.as_bytes(), self.habit, self.clock, &mut scratch);
        answer(&record, self.dispatch)
    }

    fn is_head(&mut self, text: &str) -> bool {
        self.ask(text, |record, _| {
            record.stamp.is_some() || record.form == Form::Access
        })
    }

    /// Whom a page that reads the line blames, if anybody.
    fn blamed(&mut self, text: &str) -> Option<Vec<u8>> {
        self.ask(text, |record, dispatch| {
            let hit = dispatch.find(record).filter(|hit| !hit.pattern.fallback)?;
            let source = source(&hit.fields).filter(|_| !hit.ambiguous);
            Some(source.map(Cow::into_owned).unwrap_or_default())
        })
    }
}

/// A line of the log, and the lines of the text that it was broken into.
pub struct Whole {
    pub lines: Range<usize>,
    pub text: String,
    /// The line above or below may be a part of it.
    pub doubtful: bool,
}

/// The lines that were broken, where that explains the text: pages read most of them only when they are whole.
pub fn find(lines: &[&str], pages: &mut Pages<'_>) -> Option<Vec<Whole>> {
    let mut depth = usize::MAX;
    let heads = lines.iter().map(|line| {
        let is_head = pages.is_head(line);
        if is_head {
            depth = depth.min(quotes(line).count());
        }
        (!is_head || columns(line.trim_end()) <= *WIDTHS.end()).then_some(is_head)
    });
    // Most logs end here, at their first line.
    let heads = heads.collect::<Option<Vec<bool>>>()?;
    // What is quoted more often may be a stranger's text, what is less often is none of the log.
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| match depth {
            0 => line,
            _ => quotes(line).nth(depth - 1).unwrap_or_default(),
        })
        .collect();
    let lines = lines.as_slice();
    let width = width(lines, &heads)?;
    let is_head = |at: usize| heads.get(at) == Some(&true);
    let goes_on = |at: usize| match (lines.get(at), lines.get(at + 1)) {
        // Blanks before a head are passed over; what is set in is no rest of a line.
        (Some(line), Some(next)) => is_full(line, next, width, is_head(at + 1)),
        _ => false,
    };
    let (mut found, mut chain) = (Vec::new(), Vec::new());
    let (mut told, mut against) = (0, 0);
    for start in (0..lines.len()).filter(|at| is_head(*at)) {
        let mut last = start;
        while !is_head(last + 1) && goes_on(last) {
            last += 1;
        }
        let mut whole = Whole::of(lines, start..last + 1);
        // It may go on in a line that belongs to none.
        let is_stray = chain.is_empty() && !found.is_empty() && goes_on(start - 1);
        whole.doubtful |= is_stray;
        if last > start {
            let alone = lines.get(start).and_then(|line| pages.blamed(line));
            match (alone, pages.blamed(&whole.text)) {
                (Some(_), None) => against += 1,
                // The beginning may be a line of its own, which names nobody.
                (None, Some(_)) => told += 1,
                (Some(own), Some(addr)) if own.is_empty() && !addr.is_empty() => told += 1,
                _ => {}
            }
        }
        let below = lines.get(last + 1).filter(|_| !is_head(last + 1));
        against += usize::from(below.is_some_and(|line| !line.trim().is_empty()));
        chain.push(whole);
        if !(is_head(last + 1) && goes_on(last)) {
            let is_clear = is_clear(&chain, lines, pages);
            found.extend(chain.drain(..).map(|whole| Whole {
                doubtful: whole.doubtful || !is_clear,
                ..whole
            }));
        }
    }
    (told > MOST * against).then_some(found)
}

/// Each of these lines may go on in the head of the next: a stranger's text looks like one, where it was broken there.
/// They are what they seem if pages read each of them, and none together with those below it, or for the same address.
fn is_clear(chain: &[Whole], lines: &[&str], pages: &mut Pages<'_>) -> bool {
    if chain.len() < 2 || chain.len() > CHAIN {
        return chain.len() < 2;
    }
    let blamed = chain.iter().map(|whole| match whole.doubtful {
        true => None,
        false => pages.blamed(&whole.text),
    });
    let Some(blamed) = blamed.collect::<Option<Vec<Vec<u8>>>>() else {
        return false;
    };
    chain.iter().enumerate().all(|(from, first)| {
        chain.iter().enumerate().skip(from + 1).all(|(to, last)| {
            let both = Whole::of(lines, first.lines.start..last.lines.end);
            let own = blamed.get(from..=to).unwrap_or_default();
            let addr = pages.blamed(&both.text);
            !both.doubtful && addr.is_none_or(|addr| own.iter().all(|one| *one == addr))
        })
    })
}

impl Whole {
    fn of(all: &[&str], lines: Range<usize>) -> Whole {
        let mut parts = all.get(lines.clone()).unwrap_or_default().iter();
        let mut text = parts.next().unwrap_or(&"").trim_end().to_owned();
        for part in parts {
            text.push(' ');
            text.push_str(part.trim_end());
        }
        Whole {
            doubtful: text.len() > cutter::LONGEST,
            lines,
            text,
        }
    }
}

/// The longest head: what the mail program leaves a line is not less. Nothing where it has broken none.
fn width(lines: &[&str], heads: &[bool]) -> Option<usize> {
    let heads = lines.iter().zip(heads).filter(|(_, is_head)| **is_head);
    // Of other letters nobody knows how wide they were taken for.
    let widths = heads
        .filter(|(line, _)| line.is_ascii())
        .map(|(line, _)| columns(line.trim_end()));
    widths.max().filter(|width| WIDTHS.contains(width))
}

/// Whether the next line's first word had no room in this one, and may stand there for that alone.
fn is_full(line: &str, next: &str, width: usize, is_head: bool) -> bool {
    let blanks = match is_head {
        true => next.len() - next.trim_start().len(),
        false => 0,
    };
    let word = next.get(blanks..).unwrap_or_default();
    let word = word.split([' ', '\t']).next().unwrap_or_default();
    !line.is_empty() && !word.is_empty() && columns(line) + 1 + blanks + columns(word) > width
}

fn columns(line: &str) -> usize {
    line.chars().count()
}

/// What is left of a line without its first mark of quotation, without its second, and so on.
fn quotes(line: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(unquoted(line), |line| unquoted(line))
}

fn unquoted(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('>')?;
    Some(inner.strip_prefix(' ').unwrap_or(inner))
}
