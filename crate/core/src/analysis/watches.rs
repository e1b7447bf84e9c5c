//! Which hits are kept for the findings: each watch of their pages has a table of its own.

use super::FIRST_TABLE;
use crate::chronicle::Mark;
use crate::line::Hit;
use crate::readers::{Found, Readers};
use logyomi_sections::{FINDINGS, Finding, Per, Rule, SHOWS, Watch};
use std::sync::LazyLock;

/// A watch, ready to be asked.
pub(super) struct Kept {
    pub watch: &'static Watch,
    pub role: Role,
    /// Where it has conditions.
    conditions: Option<Readers>,
}

/// What is done with the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Count,
    /// They say something of the log itself.
    Mark(Mark),
}

/// All watches, in the order of the findings.
pub(super) static WATCHES: LazyLock<Vec<Kept>> = LazyLock::new(|| {
    let watches = FINDINGS.iter().flat_map(|finding| {
        let roles = finding.watches.iter().enumerate();
        roles.map(move |(number, watch)| Kept::new(watch, role(finding, number)))
    });
    watches.collect()
});

/// The watches of each event, by the number of its table.
static OF_EVENT: LazyLock<Vec<Vec<u16>>> = LazyLock::new(|| {
    let mut of = vec![Vec::new(); FIRST_TABLE.last().copied().unwrap_or(0)];
    for (kept, number) in WATCHES.iter().zip(0_u16..) {
        for (section, event) in &kept.watch.events {
            let first = FIRST_TABLE.get(usize::from(*section));
            let table = first.and_then(|first| of.get_mut(first + usize::from(*event)));
            if let Some(list) = table {
                list.push(number);
            }
        }
    }
    of
});

fn role(finding: &Finding, number: usize) -> Role {
    match (finding.rule, number) {
        (Rule::Gap, 0) => Role::Mark(Mark::Begins),
        (Rule::Gap, _) => Role::Mark(Mark::Ends),
        _ => Role::Count,
    }
}

/// The watches that keep the hits of this event.
pub(super) fn of_event(table: usize) -> &'static [u16] {
    OF_EVENT.get(table).map_or(&[], Vec::as_slice)
}

/// The number of a finding's first watch.
pub(super) fn first_of(finding: usize) -> usize {
    let before = FINDINGS.iter().take(finding);
    before.map(|finding| finding.watches.len()).sum()
}

impl Kept {
    fn new(watch: &'static Watch, role: Role) -> Kept {
        let conditions = !watch.when.is_empty();
        Kept {
            watch,
            role,
            conditions: conditions.then(|| Readers::of([((0, 0), watch.when.as_slice())])),
        }
    }

    pub fn takes(&self, hit: &Hit<'_>, found: &mut Found) -> bool {
        let conditions = self.conditions.as_ref();
        !hit.ambiguous
            && conditions.is_none_or(|readers| readers.take(&hit.fields, found).is_some())
    }

    /// The parts of the key under which a hit is counted, and how many they are: whom it is about, the event
    /// ([`event_id`]), and what is told of it.
    pub fn key<'a>(
        &self,
        hit: &Hit<'a>,
        addr: Option<&'a [u8]>,
        event: &'a [u8],
    ) -> Option<([&'a [u8]; PARTS], usize)> {
        let subject: &[u8] = match self.watch.per {
            Per::Address => addr?,
            Per::Field(field) => hit.get(field).filter(|value| !value.is_empty())?,
            Per::Whole => b"",
        };
        let shows = self.watch.shows.iter();
        let told = shows.map(|field| hit.get(*field).unwrap_or_default());
        let (mut parts, mut known): ([&[u8]; PARTS], usize) = ([b""; PARTS], 0);
        for (place, part) in parts
            .iter_mut()
            .zip([subject, event].into_iter().chain(told))
        {
            *place = part;
            known += 1;
        }
        Some((parts, known))
    }
}

/// Two, and as many fields as a watch may show: rulec refuses more.
const PARTS: usize = 2 + SHOWS;

/// The page and the event of a hit, as [`super::findings`] reads them again.
pub(super) fn event_id(hit: &Hit<'_>) -> [u8; 4] {
    let [a, b] = hit.section_index.to_le_bytes();
    let [c, d] = hit.event_index.to_le_bytes();
    [a, b, c, d]
}
