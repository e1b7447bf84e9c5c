//! What pasted answers of `whois` say of the attackers.
//!
//! An answer tells of several networks, one after the other: the row with a network's range, then its name,
//! country and mailbox. What a network does not say, a wider one around it in the same answer does.
//! Names are free text of a stranger; the other values are only taken where they are what they claim to be.

use crate::address::{self, range::Range};
use crate::order::Order;
use crate::report::{Attacker, Document, DocumentRow, Whois};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Of wider networks a registry only says that they are given out in parts: /8, and /16 of IPv6.
const WIDEST_V4: u128 = (1 << 24) - 1;
const WIDEST_V6: u128 = (1 << 112) - 1;

/// The longest that a mail address may be.
const LONGEST_MAILBOX: usize = 254;

/// A network of an answer.
#[derive(Debug, Default)]
struct Network {
    range: Option<Range>,
    told: Whois,
}

/// Adds to each attacker the narrowest network that its address lies in.
pub(super) fn join(attackers: &mut [Attacker], documents: &[Document]) {
    let answers: Vec<Vec<Network>> = documents.iter().map(networks).collect();
    if answers.iter().all(Vec::is_empty) {
        return;
    }
    let mut waiting: BTreeMap<IpAddr, &mut Attacker> = BTreeMap::new();
    for attacker in attackers {
        if let Some(ip) = attacker.ip.as_deref().and_then(|ip| ip.parse().ok()) {
            waiting.insert(ip, attacker);
        }
    }
    let mut ranges: Vec<(Range, &Whois, &Vec<Network>)> = Vec::new();
    for answer in &answers {
        let networks = answer.iter();
        ranges.extend(networks.filter_map(|one| Some((one.range?, &one.told, answer))));
    }
    // Stable: of equals the first in the input.
    ranges.order_by_key(|(range, ..)| range.size());
    for (range, told, answer) in ranges {
        let inside = waiting.range(range.first..=range.last);
        let inside: Vec<IpAddr> = inside.map(|(ip, _)| *ip).collect();
        if inside.is_empty() {
            continue;
        }
        let told = whole(&range, told, answer);
        for ip in inside {
            if let Some(attacker) = waiting.remove(&ip) {
                attacker.whois = Some(told.clone());
            }
        }
    }
    for (document, answer) in documents.iter().zip(&answers) {
        // An answer with ranges that told of the address has been taken.
        let [Network { range: None, told }] = &answer[..] else {
            continue;
        };
        if let Some(attacker) = asked_for(&document.command).and_then(|ip| waiting.remove(&ip)) {
            attacker.whois = Some(told.clone());
        }
    }
}

/// `whois -h whois.ripe.net 203.0.113.9`
fn asked_for(command: &str) -> Option<IpAddr> {
    let words = command.split(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    words
        .filter_map(|word| address::canonical(word.as_bytes()))
        .next_back()
}

/// What is told of a network, and what those around it tell.
fn whole(range: &Range, told: &Whois, answer: &[Network]) -> Whois {
    let around = |one: &&Network| one.range.is_some_and(|wider| wider.contains(range));
    let mut around: Vec<&Network> = answer.iter().filter(around).collect();
    around.order_by_key(|one| one.range.map(|range| range.size()));
    let mut told = Whois {
        range: Some(range.to_string()),
        ..told.clone()
    };
    around.iter().for_each(|one| told.complete(&one.told));
    told
}

impl Whois {
    /// Takes over what it does not say itself.
    fn complete(&mut self, other: &Whois) {
        let fill = |own: &mut Option<String>, more: &Option<String>| {
            if own.is_none() {
                own.clone_from(more);
            }
        };
        fill(&mut self.country, &other.country);
        fill(&mut self.network, &other.network);
        fill(&mut self.abuse, &other.abuse);
    }

    /// Takes what a row tells; of several the first, but a mailbox that says what it is for before others.
    fn take(&mut self, row: &DocumentRow) {
        let text = row.fields.get("text").map(|text| text.trim());
        let mut told = Whois {
            range: None,
            country: row.fields.get("country").and_then(|text| country(text)),
            network: text.filter(|text| !text.is_empty()).map(str::to_owned),
            abuse: row.fields.get("mailbox").and_then(|text| mailbox(text)),
        };
        let is_for_abuse = |mailbox: &String| mailbox.to_ascii_lowercase().contains("abuse");
        if told.abuse.as_ref().is_some_and(is_for_abuse)
            && !self.abuse.as_ref().is_some_and(is_for_abuse)
        {
            self.abuse = told.abuse.take();
        }
        self.complete(&told);
    }
}

/// The networks of an answer; one without a range where it names none.
fn networks(document: &Document) -> Vec<Network> {
    let mut answer = Answer::default();
    let rows = document.rows.iter();
    for row in rows.filter(|row| row.event.starts_with("command-whois/")) {
        answer.row(row);
    }
    if answer.networks.is_empty() && answer.above != Whois::default() {
        answer.add(None, &answer.above.clone());
    }
    answer.networks
}

#[derive(Default)]
struct Answer {
    networks: Vec<Network>,
    /// What stands above the first range, and belongs to it.
    above: Whois,
    /// Those that the next rows tell of; several where a range is written in several ways.
    open: Vec<usize>,
    begun: bool,
    /// The row before was a range.
    below_range: bool,
}

impl Answer {
    fn row(&mut self, row: &DocumentRow) {
        let ranges = row.fields.get("network").map(|text| ranges(text));
        let mut told = Whois::default();
        told.take(row);
        let is_range = ["command-whois/network", "command-whois/range"].contains(&&*row.event);
        match ranges {
            // `NetRange`, `CIDR`: what it is called stands below.
            Some(ranges) if is_range && told.network.is_none() => self.begin(&ranges),
            // A list of networks with their names, or a mailbox with the range it is for.
            Some(ranges) => ranges
                .iter()
                .for_each(|range| self.add(Some(*range), &told)),
            None => self.tell(row),
        }
        self.below_range = is_range;
    }

    fn begin(&mut self, ranges: &[Range]) {
        if !self.below_range {
            self.open.clear();
        }
        let above = match self.begun {
            true => Whois::default(),
            false => std::mem::take(&mut self.above),
        };
        self.begun = true;
        for range in ranges {
            self.open.push(self.networks.len());
            self.add(Some(*range), &above);
        }
    }

    fn tell(&mut self, row: &DocumentRow) {
        if !self.begun {
            self.above.take(row);
        }
        for at in &self.open {
            if let Some(network) = self.networks.get_mut(*at) {
                network.told.take(row);
            }
        }
    }

    fn add(&mut self, range: Option<Range>, told: &Whois) {
        let told = told.clone();
        self.networks.push(Network { range, told });
    }
}

/// `192.0.2.0/24, 198.51.100.0/24`
fn ranges(text: &str) -> Vec<Range> {
    let narrow = |range: &Range| {
        let widest = match range.first {
            IpAddr::V4(_) => WIDEST_V4,
            IpAddr::V6(_) => WIDEST_V6,
        };
        range.size() <= widest
    };
    text.split(',')
        .filter_map(Range::parse)
        .filter(narrow)
        .collect()
}

/// Two letters, as ISO 3166-1 has them.
fn country(text: &str) -> Option<String> {
    let text = text.trim();
    let code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    code.then(|| text.to_ascii_uppercase())
}

/// The first word that is a mail address: it goes into the head of a mail.
fn mailbox(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    words.find(|word| is_mailbox(word)).map(str::to_owned)
}

fn is_mailbox(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else {
        return false;
    };
    let letters = |text: &str, others: &[u8]| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
        !text.is_empty() && text.bytes().all(known)
    };
    let label =
        |label: &str| letters(label, b"-") && !label.starts_with('-') && !label.ends_with('-');
    word.len() <= LONGEST_MAILBOX
        && letters(name, b"._%+-")
        && host.contains('.')
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_mailbox_is_one() {
        for (text, wanted) in [
            ("abuse@example.net", Some("abuse@example.net")),
            (
                "a.b_c%d+e-f@x-1.example.co.jp",
                Some("a.b_c%d+e-f@x-1.example.co.jp"),
            ),
            (
                "write to abuse@example.net, please",
                Some("abuse@example.net"),
            ),
            ("abuse@localhost", None),
            ("abuse@example..net", None),
            ("abuse@-example.net", None),
            ("@example.net", None),
            ("abuse@example.net\r\nBcc:", Some("abuse@example.net")),
            ("abuse@example.net?bcc=x@example.com", None),
            ("<abuse@example.net>", None),
            ("EXMPL-RIPE", None),
        ] {
            assert_eq!(mailbox(text).as_deref(), wanted, "{text}");
        }
        assert_eq!(mailbox(&format!("{}@example.net", "a".repeat(250))), None);
    }

    #[test]
    fn only_two_letters_are_a_country() {
        let found = [" nl ", "JP", "JPN", "N1", "日本", ""].map(country);
        assert_eq!(
            found,
            [Some("NL".into()), Some("JP".into()), None, None, None, None]
        );
    }

    #[test]
    fn the_address_is_found_in_the_command() {
        for (command, wanted) in [
            ("whois 203.0.113.9", Some("203.0.113.9")),
            (
                "whois -h whois.ripe.net -- '-B 203.0.113.9'",
                Some("203.0.113.9"),
            ),
            ("whois \"n 2001:DB8::9\"", Some("2001:db8::9")),
            ("whois example.net", None),
        ] {
            let found = asked_for(command).map(|ip| ip.to_string());
            assert_eq!(found.as_deref(), wanted, "{command}");
        }
    }
}
