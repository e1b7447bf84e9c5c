//! The report as text, in the form of LogWatch's mail, which its readers know.
//!
//! [`rows`] and [`block`] are also what the `report` blocks of the section pages hold:
//! they are always English, and their form is part of every page's tests.

mod explain;
mod findings;
mod origin;
mod rows;
mod targets;

pub use explain::explanation;
pub use rows::{block, rows};

use logyomi_core::report::{Attacker, Document, FileReport, LeftOut, Report, SectionReport, Table};

use crate::lookup;
use crate::names::{FIRST_NAMES, Meaning, groups, meanings};
use crate::number::{grouped, moment};
use crate::visible::visible;
use crate::words::{self, Lang};

/// Three blanks a level, as LogWatch has it.
const INDENT: &str = "   ";

/// The whole report. Sections that share a LogWatch heading stand under one.
pub fn text(report: &Report, lang: Lang) -> String {
    let mut text = Text {
        out: String::new(),
        lang,
    };
    text.line(&format!(
        " ################### {} ###################",
        lang.of(words::APP)
    ));
    if let Some(told) = words::narrow::told(report, lang) {
        text.line(&visible(&told));
    }
    text.findings(report);
    text.files(&report.files, &report.documents);
    text.sections(&lookup::ordered(report));
    text.attackers(report);
    text.targets(&report.targets);
    text.meanings(&report.attackers);
    text.unmatched(report);
    text.line(" ###################### Logyomi End #######################");
    text.out
}

struct Text {
    out: String,
    lang: Lang,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn indented(&mut self, depth: usize, line: &str) {
        self.line(&format!("{}{line}", INDENT.repeat(depth)));
    }

    /// LogWatch's own rule, down to the blank at its end: scripts look for it.
    fn begin(&mut self, heading: &str) {
        let heading = visible(heading);
        self.out.push_str(&format!(
            "\n --------------------- {heading} Begin ------------------------ \n"
        ));
    }

    fn end(&mut self, heading: &str) {
        let heading = visible(heading);
        self.out.push_str(&format!(
            "\n ---------------------- {heading} End ------------------------- \n"
        ));
    }

    fn files(&mut self, files: &[FileReport], documents: &[Document]) {
        self.begin("Files");
        for file in files {
            self.file(file);
        }
        self.documents(documents);
        self.end("Files");
    }

    /// `netstat -an: 12 rows`, each with what stands out in it.
    fn documents(&mut self, documents: &[Document]) {
        if documents.is_empty() {
            return;
        }
        self.out.push('\n');
        self.line(&format!("{}:", self.lang.of(words::DOCUMENTS)));
        for document in documents {
            let of = |words, count| format!("{} {}", self.lang.of(words), grouped(count));
            let mut figures = of(words::ROWS, lookup::rows(document));
            if document.unread > 0 {
                figures += &format!(", {}", of(words::UNREAD, document.unread));
            }
            self.indented(
                1,
                &format!("{}: {figures}", visible(words::document(document))),
            );
            for judged in &document.judgements {
                let (section, event) = lookup::parted(&judged.id);
                let title = lookup::event_title(section, event, self.lang);
                let (_, level) = words::level(&judged.level, self.lang);
                let count = grouped(judged.lines);
                self.indented(
                    2,
                    &format!("* {}: {} ({count})", visible(level), visible(title)),
                );
            }
        }
    }

    fn file(&mut self, file: &FileReport) {
        let lines = words::lines(file.lines.read, self.lang);
        let format = words::format(&file.format, self.lang);
        self.out.push('\n');
        self.line(&format!(
            "{}: {lines} ({}, {})",
            visible(&file.path),
            visible(format),
            visible(&file.encoding)
        ));
        if let Some(span) = &file.span {
            let (first, last) = (moment(&span.first), moment(&span.last));
            self.indented(1, &format!("{} – {}", visible(&first), visible(&last)));
        }
        if let Some(year) = words::year(file, self.lang) {
            self.indented(1, &year);
        }
        if file.lines.read > 0 {
            self.indented(1, &self.fates(file));
        }
        if let Some(archive) = &file.archive {
            self.indented(1, &words::archive(archive, self.lang));
            if !archive.skipped.is_empty() {
                self.indented(1, self.lang.of(words::SKIPPED));
            }
            for files in &archive.skipped {
                self.indented(2, &words::skipped(files, self.lang));
            }
        }
        for problem in &file.problems {
            self.indented(
                1,
                &format!("* {}", words::problem(problem, file, self.lang)),
            );
        }
    }

    /// `Read 2 + Ignored 1`: what is nought is left out, and what is left adds up to the lines.
    fn fates(&self, file: &FileReport) -> String {
        let lines = &file.lines;
        let fates = [
            (words::MATCHED, lines.matched),
            (words::AMBIGUOUS, lines.ambiguous),
            (words::IGNORED_LINES, lines.ignored),
            (words::UNMATCHED_LINES, lines.unmatched),
            (words::UNREADABLE, lines.unreadable),
            (words::DOCUMENT, lines.document),
            (words::PROSE, lines.prose),
            (words::FILTERED, lines.filtered),
        ];
        let known = fates.into_iter().filter(|(_, count)| *count > 0);
        let known: Vec<_> = known
            .map(|(word, count)| format!("{} {}", self.lang.of(word), grouped(count)))
            .collect();
        known.join(" + ")
    }

    fn sections(&mut self, sections: &[&SectionReport]) {
        let same = |a: &&SectionReport, b: &&SectionReport| {
            lookup::logwatch(&a.id) == lookup::logwatch(&b.id)
        };
        for group in sections.chunk_by(same) {
            let heading = group
                .first()
                .map_or("", |section| lookup::logwatch(&section.id));
            self.begin(heading);
            for section in group {
                self.section(section);
            }
            self.end(heading);
        }
    }

    fn section(&mut self, section: &SectionReport) {
        for table in &section.tables {
            let title = lookup::event_title(&section.id, &table.event, self.lang);
            let (_, level) = words::level(&table.level, self.lang);
            self.out.push('\n');
            self.line(&format!(
                "{} [{}]: {}",
                visible(title),
                visible(level),
                self.count(table)
            ));
            let total = lookup::event(&section.id, &table.event).is_some_and(|event| event.total);
            for line in rows::block_in(table, total, self.lang).lines() {
                self.indented(1, line);
            }
        }
        for total in &section.totals {
            let title = visible(lookup::total_title(&section.id, &total.id, self.lang));
            let times = words::times(total.count, self.lang);
            self.out.push('\n');
            self.line(&format!("{title}: {times}"));
        }
    }

    fn count(&self, table: &Table) -> String {
        let times = words::times(table.count, self.lang);
        match table.lines == table.count {
            true => times,
            false => format!("{times} ({})", words::lines(table.lines, self.lang)),
        }
    }

    fn attackers(&mut self, report: &Report) {
        let left_out = report.attackers_left_out;
        if report.attackers.is_empty() && left_out.count == 0 {
            return;
        }
        self.begin("Attackers");
        for attacker in &report.attackers {
            self.attacker(attacker);
        }
        match report.attackers.is_empty() {
            true => self.line(&words::too_many_attackers(left_out.count, false, self.lang)),
            false => self.left_out(left_out),
        }
        self.networks(&report.networks);
        self.origin_note(&report.attackers);
        self.end("Attackers");
    }

    fn attacker(&mut self, attacker: &Attacker) {
        let names: Vec<_> = attacker.names.iter().map(|name| visible(name)).collect();
        let names = if names.is_empty() {
            String::new()
        } else {
            format!(" ({})", names.join(", "))
        };
        self.out.push('\n');
        self.line(&format!(
            "{}{names}: {}",
            visible(&attacker.address),
            rows::times(attacker.attempts, self.lang)
        ));
        let moments = [attacker.first.as_deref(), attacker.last.as_deref()];
        if let [Some(first), Some(last)] = moments {
            self.indented(
                1,
                &format!("{} – {}", visible(&moment(first)), visible(&moment(last))),
            );
        }
        self.origin(attacker);
        if attacker.mistyped {
            self.indented(1, self.lang.of(words::MISTYPED));
        }
        if attacker.succeeded > 0 {
            let word = self.lang.of(words::SUCCEEDED);
            self.indented(
                1,
                &format!(
                    "** {word}: {} **",
                    rows::times(attacker.succeeded, self.lang)
                ),
            );
        }
        let services = attacker.services.iter();
        self.heading(words::SERVICES, services.len());
        services.for_each(|service| self.counted(2, &service.name, service.attempts));
        self.heading(words::USERS, attacker.users.len());
        self.users(attacker);
        let paths = attacker.paths.iter();
        self.heading(words::PATHS, paths.len());
        paths.for_each(|path| self.counted(2, &path.value, path.count));
    }

    /// Under the kind that they stand for, where any of them stands for one.
    fn users(&mut self, attacker: &Attacker) {
        let groups = groups(&attacker.users);
        let plain = groups.iter().all(|group| group.kind.is_none());
        for group in &groups {
            if !plain {
                let title = self.kind(group.kind);
                self.indented(2, &format!("{title}:"));
            }
            for user in &group.users {
                self.counted(if plain { 2 } else { 3 }, &user.value, user.count);
            }
        }
    }

    fn kind(&self, kind: Option<&str>) -> String {
        match kind {
            Some(kind) => visible(lookup::kind_title(kind, self.lang)).into_owned(),
            None => self.lang.of(words::OTHER_NAMES).to_owned(),
        }
    }

    fn heading(&mut self, word: logyomi_sections::Words, rows: usize) {
        if rows > 0 {
            self.indented(1, &format!("{}:", self.lang.of(word)));
        }
    }

    fn counted(&mut self, depth: usize, value: &str, count: u64) {
        let value = self.value(value);
        let times = rows::times(count, self.lang);
        self.indented(depth, &format!("{value}: {times}"));
    }

    fn value(&self, value: &str) -> String {
        match value.is_empty() {
            true => self.lang.of(words::EMPTY_KEY).to_owned(),
            false => visible(value).into_owned(),
        }
    }

    /// Each kind once, however many addresses tried it.
    fn meanings(&mut self, attackers: &[Attacker]) {
        let meanings = meanings(attackers);
        if meanings.is_empty() {
            return;
        }
        self.begin("Names");
        self.out.push('\n');
        self.line(self.lang.of(words::MEANINGS_NOTE));
        for meaning in &meanings {
            self.out.push('\n');
            let title = self.kind(Some(meaning.kind));
            let addresses = words::from_addresses(meaning.addresses, self.lang);
            self.line(&format!(
                "{title} ({addresses}): {}",
                self.first_of(meaning)
            ));
            if let Some(note) = lookup::kind_note(meaning.kind, self.lang) {
                self.indented(1, note);
            }
        }
        self.end("Names");
    }

    /// A few names of a kind; all of them stand with the attackers.
    fn first_of(&self, meaning: &Meaning) -> String {
        let names = meaning.names.iter().take(FIRST_NAMES);
        let mut names: Vec<_> = names.map(|name| self.value(name)).collect();
        let rest = meaning.names.len().saturating_sub(names.len());
        if rest > 0 {
            names.push(words::more(rest, self.lang));
        }
        names.join(", ")
    }

    fn unmatched(&mut self, report: &Report) {
        if report.unmatched.is_empty() && report.unmatched_left_out.count == 0 {
            return;
        }
        self.out.push('\n');
        self.line(" **Unmatched Entries**");
        for entry in &report.unmatched {
            let program = if entry.program.is_empty() {
                String::new()
            } else {
                format!("{}: ", visible(&entry.program))
            };
            let times = rows::times(entry.count, self.lang);
            self.indented(
                1,
                &format!("{program}{}: {times}", visible(&entry.template)),
            );
        }
        self.left_out(report.unmatched_left_out);
        self.out.push('\n');
    }

    fn left_out(&mut self, left_out: LeftOut) {
        let mut line = String::new();
        rows::left_out(&mut line, left_out, self.lang);
        if !line.is_empty() {
            self.indented(1, line.trim_end());
        }
    }
}
