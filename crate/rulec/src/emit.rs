//! The tables: a book in the types of `logyomi_table`, as bytes.

use crate::atoms::{self, Kind, has_pairs, is_address_byte};
use crate::book::{self, Book, Form};
use crate::condition::condition;
use crate::fields::{ClassName, Fields};
use crate::findings::Findings;
use crate::lower::{self, End};
use crate::names::{self, Names};
use crate::spec::{AttemptSpec, Title, TotalSpec};
use logyomi_table::{
    Attempt, Check, Class, Event, Fence, Field, Format, Hole, HoleId, Key, Level, NameKind, Pairs,
    Pattern, Search, Section, Segment, Service, Step, Total, Words,
};

/// The whole of `pages.bin`.
pub fn emit(book: &Book, names: &Names, findings: &Findings) -> Vec<u8> {
    let mut holes = Holes::default();
    let mut group = book.groups.len();
    let (mut sections, mut patterns_of) = (Vec::new(), Vec::new());
    for (number, one) in book.sections.iter().enumerate() {
        let mut section = section(number, one, book);
        let forms = one.forms.iter();
        let patterns = forms.map(|form| {
            let readers = book.readers(number, form.owner);
            pattern(
                form,
                one,
                &book.fields,
                readers,
                group,
                &mut holes,
                &mut section,
            )
        });
        patterns_of.push(patterns.collect());
        sections.push(section);
        let patterns = one.forms.iter().map(|form| form.pattern + 1).max();
        group += patterns.unwrap_or(0);
    }
    let fields = book.fields.list.iter().map(|(name, spec)| Field {
        name,
        label: words(&spec.en, &spec.ja),
        ecs: spec.ecs.as_deref(),
        typed: spec.typed,
    });
    let tables = logyomi_table::Book {
        fields: fields.collect(),
        sections,
        holes: holes.0,
        kinds: names.kinds.iter().map(kind).collect(),
        names: names
            .places()
            .into_iter()
            .map(|(name, place)| (name, number(place)))
            .collect(),
        findings: findings.tables(book),
    };
    tables.to_bytes(patterns_of)
}

fn kind(kind: &names::Kind) -> NameKind<'_> {
    NameKind {
        id: &kind.id,
        title: title(&kind.spec.title),
        note: words(&kind.en, &kind.ja),
        numbered: kind.spec.numbered,
    }
}

/// Every different hole once.
#[derive(Default)]
struct Holes<'a>(Vec<Hole<'a>>);

impl<'a> Holes<'a> {
    fn place(&mut self, hole: &'a atoms::Hole, class: Class<'a>) -> HoleId {
        let hole = Hole {
            field: hole.field.as_ref().map(|(_, id)| *id),
            class,
            cannot: &hole.cannot,
            never: hole.never.iter().map(Vec::as_slice).collect(),
        };
        place(&mut self.0, hole)
    }
}

/// The place of `one` in `list`, where it is put if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, one: T) -> u16 {
    let known = list.iter().position(|known| *known == one);
    let place = known.unwrap_or_else(|| {
        list.push(one);
        list.len() - 1
    });
    number(place)
}

/// Pages with more than 65,535 of anything stop the build here.
pub(crate) fn number(place: usize) -> u16 {
    u16::try_from(place).expect("the pages hold fewer than 65,536 of each thing")
}

pub(crate) fn words<'a>(en: &'a str, ja: &'a str) -> Words<'a> {
    Words { en, ja }
}

pub(crate) fn title(title: &Title) -> Words<'_> {
    words(&title.en, &title.ja)
}

/// All of a page but its patterns.
fn section<'a>(index: usize, section: &'a book::Section, book: &'a Book) -> Section<'a> {
    let spec = &section.spec;
    Section {
        id: &section.id,
        title: title(&spec.title),
        logwatch: &spec.logwatch,
        note: words(&section.en, &section.ja),
        programs: spec.programs.iter().map(String::as_str).collect(),
        heads: texts(&spec.heads),
        any: spec.any,
        format: match spec.format.as_deref() {
            Some("access") => Format::Access,
            Some("document") => Format::Document,
            Some(_) => Format::Stamped,
            None => Format::Syslog,
        },
        session: spec.session,
        reporter: spec.reporter.as_deref().unwrap_or(&section.id),
        trim_start: texts(&spec.trim_start),
        trim_end: texts(&spec.trim_end),
        longest: spec.longest.unwrap_or(0),
        events: section
            .events
            .iter()
            .map(|one| event(one, index, book))
            .collect(),
        totals: spec
            .totals
            .iter()
            .map(|(id, one)| total(id, one, index, book))
            .collect(),
        check: spec.check.as_ref().map(|check| Check {
            order: check.order,
            command: &check.command,
            volatile: check.volatile,
        }),
        pairs: Vec::new(),
    }
}

fn total<'a>(id: &'a str, total: &'a TotalSpec, section: usize, book: &Book) -> Total<'a> {
    let events = total.events.iter();
    Total {
        id,
        title: title(&total.title),
        events: events
            .filter_map(|name| book.event(section, name))
            .map(|(section, event)| (number(section), number(event)))
            .collect(),
    }
}

fn event<'a>(event: &'a book::Event, section: usize, book: &'a Book) -> Event<'a> {
    // A page that reads another page's patterns is after the same service, unless it says otherwise.
    let (home, _) = book.patterns_of(section, event);
    let service_of = |index: usize| book.sections.get(index)?.spec.service.as_ref();
    let (spec, fields) = (&event.spec, &book.fields);
    let id = |name: &Option<String>| name.as_ref().and_then(|name| fields.id(name));
    let group = |name| book.groups.iter().position(|group| group == name);
    let service = spec
        .service
        .as_ref()
        .or_else(|| service_of(section))
        .or_else(|| service_of(home));
    let service = service.map_or("", String::as_str);
    let named = service
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'));
    Event {
        id: &event.id,
        title: title(&spec.title),
        note: words(&event.en, &event.ja),
        level: match spec.level.as_str() {
            "attack" => Level::Attack,
            "warning" => Level::Warning,
            "notice" => Level::Notice,
            "normal" => Level::Normal,
            _ => Level::Ignored,
        },
        category: &spec.category,
        outcome: &spec.outcome,
        rows: spec
            .rows
            .iter()
            .filter_map(|name| fields.id(name))
            .collect(),
        count: id(&spec.count),
        sums: spec
            .sum
            .iter()
            .chain(&spec.sums)
            .filter_map(|name| fields.id(name))
            .collect(),
        top: spec.top,
        min: spec.min,
        total: spec.total,
        by_count: spec.order.as_deref() == Some("count"),
        opens: spec.opens,
        joins: spec.joins,
        service: match named.and_then(|name| fields.id(name)) {
            Some(field) => Service::Field(field),
            None => Service::Named(service),
        },
        attempt: match &spec.attempt {
            AttemptSpec::Flag(false) => Attempt::No,
            AttemptSpec::Flag(true) => Attempt::Pattern,
            AttemptSpec::Group(name) => Attempt::Group(number(group(name).unwrap_or(0))),
        },
        when: spec
            .when
            .list()
            .iter()
            .filter_map(|text| condition(text, fields).ok())
            .collect(),
    }
}

fn pattern<'a>(
    form: &'a Form,
    section: &'a book::Section,
    fields: &Fields,
    readers: Vec<(usize, usize)>,
    group: usize,
    holes: &mut Holes<'a>,
    out: &mut Section<'a>,
) -> Pattern<'a> {
    let segment = |segment: &'a lower::Segment| Segment {
        left: steps(&segment.left, holes),
        free: segment
            .free
            .as_ref()
            .map(|free| holes.place(free, Class::Text)),
        right: steps(&segment.right, holes),
    };
    let segments = form.plan.segments.iter().map(segment).collect();
    let fences = form.plan.fences.iter().map(|(literal, search)| Fence {
        literal,
        search: match search {
            lower::Search::First => Search::First,
            lower::Search::Last => Search::Last,
            lower::Search::Every => Search::Every,
        },
    });
    Pattern {
        events: readers
            .into_iter()
            .map(|(section, event)| (number(section), number(event)))
            .collect(),
        group: number(group + form.pattern),
        letters: number(form.letters),
        fallback: form.fallback,
        segments,
        fences: fences.collect(),
        pairs: has_pairs(&form.atoms).then(|| place(&mut out.pairs, pairs(form, section, fields))),
        every: section.events[form.owner].spec.readings.is_some(),
        said: form
            .said
            .iter()
            .map(|(field, word)| (*field, word.as_bytes()))
            .collect(),
    }
}

fn steps<'a>(steps: &'a [lower::Step], holes: &mut Holes<'a>) -> Vec<Step<'a>> {
    let step = |step: &'a lower::Step| match step {
        lower::Step::Literal(text) => Step::Literal(text),
        lower::Step::Hole(hole, end) => Step::Hole(holes.place(hole, class(hole.kind, end))),
    };
    steps.iter().map(step).collect()
}

fn class(kind: Kind, end: &End) -> Class<'_> {
    match (kind, end) {
        (Kind::Number, _) => Class::Number,
        (Kind::Word, End::Byte(byte)) => Class::Word(Some(*byte)),
        (Kind::Word, _) => Class::Word(None),
        (Kind::Words(words), _) => Class::Words(words),
        (Kind::Address, End::Byte(byte)) if is_address_byte(*byte) => Class::Address(Some(*byte)),
        (Kind::Address, _) => Class::Address(None),
        (Kind::Quoted, _) => Class::Quoted,
        (Kind::Request, _) => Class::Request,
        (_, End::Literal(text)) => Class::Until(text),
        _ => Class::Text,
    }
}

fn pairs<'a>(form: &Form, section: &'a book::Section, fields: &Fields) -> Pairs<'a> {
    let (event, spec) = (&section.events[form.owner].spec, &section.spec);
    let keys = event.pairs.as_ref().unwrap_or(&spec.pairs);
    let by = event.pairs_by.as_ref().or(spec.pairs_by.as_ref());
    let last = event.pairs_last.as_ref().unwrap_or(&spec.pairs_last);
    let key = |(key, name): (&'a String, &String)| {
        Some(Key {
            key: key.as_bytes(),
            field: fields.id(name)?,
            last: last.contains(name),
            address: fields.class(name) == Some(ClassName::Addr),
        })
    };
    Pairs {
        by: by.map_or(" ", String::as_str).as_bytes(),
        keys: keys.iter().filter_map(key).collect(),
    }
}

fn texts(list: &[String]) -> Vec<&[u8]> {
    list.iter().map(|text| text.as_bytes()).collect()
}
