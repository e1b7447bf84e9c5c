//! What the report knows of addresses besides their attempts: who logged in, who was merely there,
//! which are the server's own, and what speaks against them.

use super::proposal::Because;
use crate::lookup;
use logyomi_core::canonical;
use logyomi_core::report::{Finding, Report, Table};
use logyomi_sections::{Event, Format};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

#[derive(Default)]
pub(super) struct Known {
    pub logged_in: BTreeSet<IpAddr>,
    /// Named by lines that are no attack.
    pub harmless: BTreeSet<IpAddr>,
    pub own: BTreeSet<IpAddr>,
    pub against: BTreeMap<IpAddr, BTreeSet<Because>>,
    /// A table of logins does not show all of its rows: there may be logins that nobody can see here.
    pub logins_hidden: bool,
}

/// A line's event and the fields that the report keeps of it.
struct Seen<'a> {
    id: (&'a str, &'a str),
    level: &'a str,
    fields: Vec<(&'a str, &'a str)>,
}

impl Known {
    pub fn of(report: &Report) -> Known {
        let mut known = Known::default();
        for section in &report.sections {
            for table in &section.tables {
                known.table(&section.id, table);
            }
        }
        for row in report.documents.iter().flat_map(|one| &one.rows) {
            let id = lookup::parted(&row.event);
            let level = lookup::event(id.0, id.1).map_or("", |event| event.level.name());
            let fields = row.fields.iter();
            let fields = fields.map(|(name, value)| (name.as_str(), value.as_str()));
            known.line(&Seen {
                id,
                level,
                fields: fields.collect(),
            });
        }
        report.findings.iter().for_each(|one| known.finding(one));
        known
    }

    fn table(&mut self, section: &str, table: &Table) {
        let id = (section, table.event.as_str());
        self.logins_hidden |= table.left_out.count > 0 && is_login(id, &table.fields);
        for row in &table.rows {
            let fields = table.fields.iter().zip(&row.key);
            let fields = fields.map(|(name, value)| (name.as_str(), value.as_str()));
            self.line(&Seen {
                id,
                level: &table.level,
                fields: fields.collect(),
            });
        }
    }

    fn line(&mut self, line: &Seen) {
        let names: Vec<&str> = line.fields.iter().map(|(name, _)| *name).collect();
        let login = is_login(line.id, &names);
        for (name, value) in &line.fields {
            let ip = canonical(value.as_bytes());
            match (*name, ip) {
                ("local", Some(ip)) => drop(self.own.insert(ip)),
                ("addr", Some(ip)) if login => drop(self.logged_in.insert(ip)),
                ("addr", Some(ip)) if line.level == "attack" => self.attack(ip, line.id),
                _ if matches!(line.level, "normal" | "notice") => {
                    self.harmless.extend(addresses(value));
                }
                _ => {}
            }
        }
    }

    /// Only of pages that this build has: ids of a report that was read back are a stranger's text.
    fn attack(&mut self, ip: IpAddr, (section, event): (&str, &str)) {
        if lookup::event(section, event).is_some() {
            let because = Because::Attack(format!("{section}/{event}"));
            self.against.entry(ip).or_default().insert(because);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let known = logyomi_sections::FINDINGS
            .iter()
            .any(|page| page.id == finding.id);
        if !known || !matches!(finding.level.as_str(), "warning" | "critical") {
            return;
        }
        let ips = finding.subjects.iter().filter_map(|one| one.ip.as_deref());
        for ip in ips.filter_map(|ip| canonical(ip.as_bytes())) {
            let because = Because::Finding(finding.id.clone());
            self.against.entry(ip).or_default().insert(because);
        }
    }
}

/// Sessions that merely began (a connection of inetd's) are no logins: somebody must be named, or the
/// line stand in a list of logins.
fn is_login((section, event): (&str, &str), fields: &[impl AsRef<str>]) -> bool {
    let listed = || {
        let section = logyomi_sections::section(section);
        section.is_some_and(|section| section.format == Format::Document)
    };
    let named = || fields.iter().any(|name| name.as_ref() == "user");
    let success = |event: &&Event| event.outcome == "success";
    match lookup::event(section, event)
        .filter(success)
        .map(|event| event.category)
    {
        Some("authentication") => true,
        Some("session") => named() || listed(),
        _ => false,
    }
}

/// Also those inside a value: `mail.example.com [192.0.2.7]`.
fn addresses(value: &str) -> impl Iterator<Item = IpAddr> {
    let outside = |c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':'));
    let whole = canonical(value.as_bytes());
    let pieces = value.split(outside);
    let inside = pieces.filter_map(|piece| canonical(piece.as_bytes()));
    whole.into_iter().chain(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::report::{Document, DocumentRow, LeftOut, Row, SectionReport};

    fn table(event: &str, level: &str, fields: &[&str], key: &[&str]) -> Table {
        let strings = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let row = Row {
            key: strings(key),
            ..Row::default()
        };
        Table {
            event: event.into(),
            level: level.into(),
            fields: strings(fields),
            rows: vec![row],
            ..Table::default()
        }
    }

    fn known(section: &str, table: Table) -> Known {
        let section = SectionReport {
            id: section.into(),
            tables: vec![table],
            ..SectionReport::default()
        };
        Known::of(&Report {
            sections: vec![section],
            ..Report::default()
        })
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_login_is_known_by_its_address_and_not_by_its_name() {
        let key = ["192.0.2.1", "203.0.113.9"];
        let known = known("sshd", table("accepted", "normal", &["user", "addr"], &key));
        assert_eq!(Vec::from_iter(known.logged_in), [ip("203.0.113.9")]);
        assert!(!known.logins_hidden);
    }

    #[test]
    fn rows_that_are_left_out_may_be_logins() {
        let mut accepted = table(
            "accepted",
            "normal",
            &["user", "addr"],
            &["a", "203.0.113.9"],
        );
        accepted.left_out = LeftOut {
            rows: None,
            count: 1,
        };
        assert!(known("sshd", accepted).logins_hidden);
    }

    #[test]
    fn a_harmless_address_is_found_inside_a_value() {
        let relay = ["mail.example.com [192.0.2.7]"];
        let known = known("x", table("relayed", "normal", &["relay"], &relay));
        assert!(known.harmless.contains(&ip("192.0.2.7")));
    }

    #[test]
    fn attacks_of_unknown_pages_say_nothing() {
        let attack = |event| table(event, "attack", &["addr", "user"], &["203.0.113.9", "x"]);
        assert_eq!(
            known("sshd-illegal", attack("illegal-user")).against.len(),
            1
        );
        assert_eq!(known("sshd", attack("$(reboot)")).against.len(), 0);
    }

    #[test]
    fn the_own_addresses_stand_in_outputs() {
        let row = DocumentRow {
            event: "command-ifconfig/address".into(),
            fields: [("local".to_owned(), "203.0.113.80".to_owned())].into(),
            ..DocumentRow::default()
        };
        let document = Document {
            rows: vec![row],
            ..Document::default()
        };
        let known = Known::of(&Report {
            documents: vec![document],
            ..Report::default()
        });
        assert_eq!(Vec::from_iter(known.own), [ip("203.0.113.80")]);
    }
}
