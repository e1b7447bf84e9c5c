//! The way that a message like this one took before.
//!
//! Such a message is first tried with the pattern that won then, step by step. If it fits, only those branches
//! are entered that leave the way and hold a pattern of a better rank; mostly there is none. So the pattern that
//! wins is the same as if the whole tree had been gone through.

use super::{Scratch, Walk, end};
use crate::bytes;
use crate::matcher::Outcome;
use crate::slots::Slots;
use crate::tree::{Beside, End, Leaf, Place, Rival, Trace, Tree, WayStep};

impl Walk<'_, '_> {
    /// Whether the message takes this way; then the best pattern is found.
    pub(super) fn follows(&mut self, trace: &Trace) -> bool {
        let (start, end) = self.scratch.span(trace.leaf.trim);
        let text = self.message.get(..end).unwrap_or_default();
        if !trace.leaf.last.fits(text) {
            return false;
        }
        let spans = &self.scratch.spans;
        let Some(aside) = trace.aside(self.tree, self.message, spans) else {
            return false;
        };
        let rivals = aside.rivals(self.is_calm(trace.leaf, start, end));
        self.start = start;
        if rivals.is_empty() && aside.one_start {
            return self.alone(trace, start, end);
        }
        if !self.beside_others(trace, start) {
            return false;
        }
        for rival in rivals {
            self.rival(rival);
        }
        self.down(Some(start));
        true
    }

    /// Whether no hole of the leaf's pattern holds a blank, where the message is read from `start` to `end`.
    #[inline]
    pub(super) fn is_calm(&self, leaf: &Leaf, start: usize, end: usize) -> bool {
        let outside = |text: Option<&[u8]>| text.map_or(0, |text| bytes::count(text, b' '));
        let mut blanks = self.scratch.blanks;
        if start != 0 || end != self.message.len() {
            blanks -= outside(self.message.get(..start)) + outside(self.message.get(end..));
        }
        blanks == leaf.blanks
    }

    /// The way where nothing leaves it.
    fn alone(&mut self, trace: &Trace, start: usize, end: usize) -> bool {
        let Some(text) = self.message.get(..end) else {
            return false;
        };
        let slots = &mut self.scratch.best;
        slots.cut(0);
        let Some(place) = run(self.tree, trace, self.message, start, slots, |_, _| {}) else {
            return false;
        };
        let outcome = match place.at <= end {
            true => end::read(self.tree, trace.leaf, text, place, slots),
            false => Outcome::No,
        };
        outcome != Outcome::No && self.settle(trace.leaf, text, outcome)
    }

    /// The way, and where each of its steps was reached.
    fn beside_others(&mut self, trace: &Trace, start: usize) -> bool {
        let Scratch { way, places, .. } = &mut *self.scratch;
        way.cut(0);
        places.clear();
        let note = |place, known| places.push((place, known));
        let Some(place) = run(self.tree, trace, self.message, start, way, note) else {
            return false;
        };
        self.leaf(trace.leaf, place);
        self.best.is_some()
    }

    /// What most leaves fail at, asked without a call.
    #[inline]
    fn may_end(&self, leaf: &Leaf, place: Place) -> bool {
        let (_, end) = self.scratch.span(leaf.trim);
        leaf.rank < self.limit
            && self
                .message
                .get(..end)
                .is_some_and(|text| leaf.last.fits(text))
            && (place.at == end || !matches!(leaf.end, End::Here))
    }

    /// Goes where a better pattern leaves the way that was followed.
    fn rival(&mut self, rival: &Rival) {
        let Some((place, known)) = self.scratch.places.get(rival.step).copied() else {
            return;
        };
        let place = place.behind(rival.further);
        // The deepest come first: what the way found up to here stands there still.
        self.scratch.way.cut(known);
        match rival.kind {
            Beside::Leaf(leaf) if self.may_end(leaf, place) => self.leaf(leaf, place),
            Beside::Child(child) if self.matters(child) => {
                if let Some(place) = self.enter(child, place) {
                    self.node(child, place);
                }
            }
            Beside::Literals(node) => {
                if let Some((child, at)) = self.literal_child(node, place.at) {
                    self.node(child, Place { at, ..place });
                }
            }
            _ => {}
        }
    }
}

/// Takes the steps of a way; tells of each place where one begins, and of the last, and of the fields known there.
#[inline]
fn run(
    tree: &Tree,
    trace: &Trace,
    message: &[u8],
    start: usize,
    slots: &mut Slots,
    mut note: impl FnMut(Place, u8),
) -> Option<Place> {
    let mut place = Place {
        at: start,
        segment: 0,
    };
    for step in &trace.steps {
        note(place, slots.len());
        place = match step {
            WayStep::Literal(literal) if literal.begins(message, place.at) => {
                place.behind(literal.len())
            }
            WayStep::Literal(_) => return None,
            WayStep::Hole(hole) => Place {
                at: hole.take(message, place.at, slots)?,
                ..place
            },
            WayStep::Fence(way) => tree.over(*way, message, place, slots)?,
        };
    }
    note(place, slots.len());
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::known::KNOWN;
    use crate::tree::{Which, tree};
    use crate::walk::doubt::is_contradicted_by_any;
    use crate::walk::{Best, Room, is_contradicted};
    use logyomi_sections::{Class, HOLES, HoleId, Pattern, SECTIONS, patterns};

    /// What stands in a stranger's holes: nothing, a name, and what looks like more of the line.
    const TEXTS: [&str; 5] = [
        "",
        "root",
        "x from 198.51.100.77 port 22",
        "a rhost=198.51.100.77  user=b",
        "x [198.51.100.77]: y, rip=198.51.100.77, z",
    ];

    fn message(pattern: &Pattern, text: &str) -> Vec<u8> {
        let hole = |id: HoleId| match HOLES[usize::from(id)].class {
            Class::Number => "40000",
            Class::Word(_) => "root",
            Class::Words(_) => "Jan 20 10:42",
            Class::Address(_) => "203.0.113.5",
            Class::Until(_) | Class::Quoted | Class::Request | Class::Text => text,
        };
        let step = |step: &logyomi_sections::Step| match step {
            logyomi_sections::Step::Literal(text) => text.to_vec(),
            logyomi_sections::Step::Hole(id) => hole(*id).as_bytes().to_vec(),
        };
        let mut message = Vec::new();
        let mut fences = pattern.fences.iter();
        for segment in &pattern.segments {
            message.extend(segment.left.iter().flat_map(step));
            message.extend(segment.free.map_or("", hole).as_bytes());
            message.extend(segment.right.iter().rev().flat_map(step));
            message.extend(fences.next().map_or(&b""[..], |fence| fence.literal));
        }
        message
    }

    /// Of each pattern: with each of the texts, and with what others read, which name another address.
    fn messages(patterns: &[&'static Pattern]) -> Vec<Vec<u8>> {
        let inside = |pattern| {
            let whole = message(pattern, "root");
            String::from_utf8_lossy(&whole).replace("203.0.113.5", "198.51.100.77")
        };
        let mut others = patterns.iter().cycle().skip(1).step_by(7);
        let with_others = patterns.iter().flat_map(|pattern| {
            let three = others.by_ref().take(3);
            let texts: Vec<String> = three.map(|other| inside(other)).collect();
            let texts = TEXTS.map(str::to_owned).into_iter().chain(texts);
            texts
                .map(|text| message(pattern, &text))
                .collect::<Vec<_>>()
        });
        with_others.collect()
    }

    /// The patterns of all pages of a daemon, by its heading.
    fn daemons() -> Vec<Vec<u16>> {
        let mut headings: Vec<_> = SECTIONS.iter().map(|page| page.logwatch).collect();
        headings.sort_unstable();
        headings.dedup();
        let pages = |heading| {
            let all = (0..).zip(SECTIONS.iter());
            let own = all.filter(|(_, page)| page.logwatch == heading);
            own.map(|(number, _)| number).collect()
        };
        headings.into_iter().map(pages).collect()
    }

    fn found(best: Option<&Best<'_>>, scratch: &Scratch) -> String {
        best.map_or(String::new(), |best| {
            let fields: Vec<_> = scratch.fields(best).iter().collect();
            let of = (best.event, best.start, best.text.len(), best.ambiguous);
            format!("{:?} {of:?} {fields:?}", best.leaf.rank)
        })
    }

    /// Messages of every pattern, calm ones and others, one behind the other: each is read as if it came first and
    /// the whole tree were gone through; and who is asked whether it finds another address are all that do.
    #[test]
    fn a_way_taken_before_changes_nothing() {
        let (mut asked, mut doubtful, mut followed) = (0, 0, 0);
        let mut room = Room::default();
        for sections in daemons() {
            let tree = tree(&sections, Which::All);
            let (mut warm, mut fresh) = (Scratch::default(), Scratch::default());
            let patterns = sections
                .iter()
                .flat_map(|page| patterns(usize::from(*page)));
            let some: Vec<_> = patterns.step_by(1 + tree.leaves.len() / 200).collect();
            for message in messages(&some) {
                for _ in 0..2 {
                    let best = Walk::new(&message, tree, false, &mut warm).through();
                    let mut whole = Walk::new(&message, tree, false, &mut fresh);
                    whole.scratch.begin(tree, &message);
                    whole.down(None);
                    let expect = whole.best;
                    assert_eq!(
                        found(best.as_ref(), &warm),
                        found(expect.as_ref(), &fresh),
                        "{}",
                        message.escape_ascii()
                    );
                    followed += usize::from(best.is_some());
                    let Some(best) = best.filter(|best| best.leaf.pattern.every) else {
                        continue;
                    };
                    let address = warm.fields(&best).get(KNOWN.addr);
                    if let Some(address) = address {
                        let found = is_contradicted(&best, address, &mut room);
                        let expect = is_contradicted_by_any(&best, address);
                        assert_eq!(found, expect, "{}", message.escape_ascii());
                        asked += 1;
                        doubtful += usize::from(found);
                    }
                }
            }
        }
        let counts = [asked, doubtful, followed];
        assert!(
            asked > 10_000 && doubtful > 100 && followed > 10_000,
            "{counts:?}"
        );
    }
}
