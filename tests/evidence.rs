//! Lines that are looked for again.

use crate::support::{feed, lines_of, plans};
use logyomi_core::{Evidence, Wanted};

fn found(wanted: Wanted, text: &str) -> Vec<String> {
    let files = [("auth.log", text.as_bytes())];
    let mut evidence = Evidence::new(wanted, 100);
    feed(&files, &plans(&files), &mut evidence);
    assert_eq!(evidence.found, evidence.samples().len() as u64);
    let texts = evidence.samples().iter().map(|sample| sample.text.clone());
    texts.collect()
}

fn of_address(names: &[&str]) -> Wanted {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Wanted::Address { names }
}

const LOG: &str = "\
Dec 10 06:55:46 host sshd[24200]: Invalid user webmaster from 203.0.113.5 port 4022
Dec 10 06:55:47 host sshd[24201]: Invalid user webmaster from 203.0.113.55 port 4022
Dec 10 06:55:48 host sshd[24202]: Invalid user 203.0.113.5 from 198.51.100.77 port 4022
Dec 10 06:55:49 host frob[9]: frobbing with 203.0.113.5 at last
Dec 10 06:55:50 host sshd[24203]: refused connect from host.example.net (203.0.113.5)
Dec 10 06:55:51 host sshd[24204]: refused connect from host.example.net
Dec 10 06:55:52 host sshd[24205]: Invalid user admin from ::ffff:203.0.113.5 port 4022
";

fn numbers(found: &[String]) -> Vec<&str> {
    found.iter().map(|line| &line[13..15]).collect()
}

#[test]
fn lines_of_an_address_came_from_it_or_name_no_other_source() {
    let lines = found(of_address(&["203.0.113.5"]), LOG);
    // Not the neighbour whose address begins alike, and not the stranger who logs in under its name.
    assert_eq!(numbers(&lines), ["46", "49", "50", "52"]);
}

#[test]
fn learned_names_are_looked_for_with_it() {
    let lines = found(of_address(&["203.0.113.5", "host.example.net"]), LOG);
    assert_eq!(numbers(&lines), ["46", "49", "50", "51", "52"]);
}

#[test]
fn lines_of_a_row_are_those_it_was_counted_from() {
    let event = lines_of("auth.log", LOG.as_bytes()).remove(0).event;
    let (section, event) = event.split_once('/').unwrap();
    let row = Wanted::Row {
        section: section.to_owned(),
        event: event.to_owned(),
        key: vec!["203.0.113.5".to_owned(), "webmaster".to_owned()],
    };
    let turned = Wanted::Row {
        section: section.to_owned(),
        event: event.to_owned(),
        key: vec!["webmaster".to_owned(), "203.0.113.5".to_owned()],
    };
    let lines: Vec<_> = [row, turned]
        .into_iter()
        .flat_map(|row| found(row, LOG))
        .collect();
    assert_eq!(numbers(&lines), ["46"]);
}
